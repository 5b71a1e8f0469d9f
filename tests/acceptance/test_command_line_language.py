"""The command line speaks one language, also where click itself says what is wrong."""

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.cli.spoken import speak
from bot.cli.terminal import agreed

TEREMOK = Path(sys.executable).with_name("teremok")


def said(*arguments: str, language: str, folder: Path) -> str:
    environment = {**os.environ, "TEREMOK_LANGUAGE": language, "LC_ALL": "C.UTF-8"}
    ran = subprocess.run(
        [TEREMOK, *arguments], cwd=folder, env=environment, capture_output=True, text=True
    )
    return ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("arguments", "russian"),
    [
        (["plna"], "Нет команды 'plna'."),
        (["user", "add"], "Не хватает 'ID'."),
        (["up", "--homeserver-port", "99999"], "число 99999 не в пределах"),
        (["plan", "one", "two"], "Лишние слова: one two."),
        (["up", "--data"], "После '--data' нужно значение."),
        (["up", "--help"], "Показать эту справку."),
        (["up", "--data", "/proc/house"], "/proc/house: такого файла или папки нет"),
    ],
)
def test_a_mistaken_call_is_told_in_russian(
    arguments: list[str], russian: str, tmp_path: Path
) -> None:
    text = said(*arguments, language="ru", folder=tmp_path)
    assert russian in text
    assert not {"Usage", "Error", "Options", "Try"} & set(text.replace(":", " ").split())


def test_examples_are_of_the_language_of_the_text_around_them(tmp_path: Path) -> None:
    for command in (["poll"], ["roster", "find"], ["policy"], ["policy", "explain"]):
        assert not re.search("[а-яё]", said(*command, "--help", language="en", folder=tmp_path))
        assert re.search("[а-яё]{4,} ", said(*command, "--help", language="ru", folder=tmp_path))


@pytest.mark.parametrize(
    ("answers", "agrees"), [("Да\n", True), ("y\n", True), ("\n", False), ("эм\nнет\n", False)]
)
def test_a_question_is_asked_and_answered_in_russian(answers: str, agrees: bool) -> None:
    @click.command
    def asking() -> None:
        click.echo(agreed("Записать?"))

    speak("ru")
    ran = CliRunner(env={"TEREMOK_LANGUAGE": "ru"}).invoke(asking, input=answers)
    assert ran.stdout == f"{agrees}\n"
    assert "Записать? [да/НЕТ]: " in ran.stderr
    assert ("Ошибка. Ответьте «да» или «нет»." in ran.stderr) == answers.startswith("эм")
    stopped = CliRunner(env={"TEREMOK_LANGUAGE": "ru"}).invoke(asking, input="")
    assert "Прервано." in stopped.stderr


def test_in_english_click_says_it_as_it_does(tmp_path: Path) -> None:
    text = said("plna", language="en", folder=tmp_path)
    assert "Usage: teremok [OPTIONS]" in text
    assert "No such command 'plna'." in text
