"""Words and phrases that regulation.yaml lists, as `policies.text.vocabulary` understands them."""

from typing import Annotated

from pydantic import AfterValidator, Field

from policies.file_model import mistake
from policies.text.vocabulary import check


def _entry(written: str) -> str:
    try:
        check(written)
    except ValueError:
        text = "“{word}” can be found in no post: write words, with spaces between them."
        raise mistake(text, word=written) from None
    return written


Entry = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_entry)]
