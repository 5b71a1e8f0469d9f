"""Runs inside Synapse: asks Teremok before a person's post is accepted.

A thin subclass of synapse-http-antispam: users of our appservice pass unasked (what parents wrote
was judged before it came here, and asking costs up to a fifth of the rate), nobody waits long for
an answer, and no content gets into Synapse's log. Synapse's folder `gate` is on its PYTHONPATH.
"""

import json
import logging
import re
from typing import Any

from synapse.api.errors import HttpResponseException
from synapse.logging.context import make_deferred_yieldable, run_in_background
from synapse.module_api import NOT_SPAM, EventBase, ModuleApi
from synapse.util.json import json_encoder
from synapse_http_antispam import HTTPAntispam
from teremok_questions import Answer, Questions  # type: ignore[import-not-found]  # beside us
from twisted.internet import reactor

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 5
"""How long a person's message waits for the gate before it is let through."""

REFUSED = 403
"""The only answer that refuses; its body is what the sender's client gets."""


class Gate(HTTPAntispam):
    """Asks the gate about each event, except those of the users who pass unasked."""

    def __init__(self, config: dict[str, Any], api: ModuleApi) -> None:
        self._unasked = re.compile("|".join(f"(?:{regex})" for regex in config["unasked"]))
        # The parent class registers every public method of itself unless it is told which.
        super().__init__({**config, "enabled_callbacks": ["check_event_for_spam"]}, api)
        (authorization,) = self._headers["Authorization"]
        self._http_client = _PatientClient(Questions(config["base_url"], authorization))

    async def check_event_for_spam(self, event: EventBase) -> Any:
        """NOT_SPAM, or the error code and the words with which the event is refused."""
        if self._unasked.fullmatch(event.sender):
            return NOT_SPAM
        return await super().check_event_for_spam(event)


class _PatientClient:
    """Stands for Synapse's HTTP client, for the one question that is asked through it.

    An answer that is no refusal, or none at all, lets the event pass; the reason is logged
    without the event (the parent class would log the whole of it). What passed so is judged
    afterwards, when the gate is back.
    """

    def __init__(self, questions: Questions) -> None:
        self._questions = questions

    async def post_json_get_json(self, url: str, body: Any, headers: Any) -> Any:
        """Nothing; raises HttpResponseException for a refusal and for nothing else."""
        try:
            question = json_encoder.encode(body).encode()
            asked = run_in_background(self._questions.ask, url.rsplit("/", 1)[1], question)
            asked.addTimeout(PATIENCE_SECONDS, reactor)
            answer: Answer = await make_deferred_yieldable(asked)
        except Exception as away:
            logger.warning("The gate did not answer (%s); the event passes", type(away).__name__)
            return {}
        if answer.status == REFUSED and _is_object(answer.body):
            raise HttpResponseException(answer.status, "Forbidden", answer.body)
        if answer.status >= 300:
            logger.warning("The gate answered %s; the event passes", answer.status)
        return {}


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False
