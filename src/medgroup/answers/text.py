"""An answer as lines of text."""

from medgroup.answers.answer import Answer


def as_text(answer: Answer) -> str:
    """Return an answer and its reasons as lines of text."""
    lines = [answer.headline()]
    for reason in answer.because:
        cited = f" [{', '.join(reason.evidence)}]" if reason.evidence else ""
        source = f" ({reason.source})" if reason.source else ""
        lines.append(f"- {reason.statement}{cited}{source}")
        if reason.would_change:
            lines.append(f"  What would change it: {reason.would_change}")
    lines += [f"Assumed: {assumption}" for assumption in answer.assumptions]
    return "\n".join(lines)
