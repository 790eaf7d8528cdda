"""Configuration of the documentation: Markdown and notebooks by MyST, the API from docstrings, furo for the looks."""

from importlib.metadata import version as version_of

project = "medgroup"
author = "The medgroup authors"
project_copyright = author
release = version = version_of("medgroup")

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
exclude_patterns = ["_build"]

myst_enable_extensions = ["attrs_block", "colon_fence", "deflist"]
myst_heading_anchors = 3

# A notebook bears its output; a test holds it to what its code gives, and python -m tools.notebooks writes it anew.
nb_execution_mode = "off"
nb_merge_streams = True

# Comments above fields (#:) are their documentation, so members stand in the order of the source.
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_class_signature = "separated"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
# The sections of a hook's docstring.
napoleon_custom_sections = ["Purpose", "When", "Combined", "Since"]

html_theme = "furo"
html_title = f"medgroup {release}"
html_static_path = ["_static"]
html_css_files = ["medgroup.css"]
