"""Requirements to refer to one provider: whether they may be made, and the ratio that they may ask for."""
