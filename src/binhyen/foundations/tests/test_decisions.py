import pytest

from binhyen.foundations.decisions import ALLOWED, Decision, NotAllowed, Refused, ensure, first_refusal

LATE = Refused("late", "Báo cáo đã quá hạn.", "Xin gia hạn.")
LOCKED = Refused("locked", "Kỳ báo cáo đã khoá.")


def test_allowed_is_true_and_refused_is_false():
    assert ALLOWED
    assert not LATE


def test_ensure_passes_what_is_allowed():
    ensure(ALLOWED)


def test_ensure_raises_the_refusal_with_its_sentence():
    with pytest.raises(NotAllowed, match="Báo cáo đã quá hạn") as caught:
        ensure(LATE)
    assert caught.value.refused is LATE


def test_the_first_refusal_answers_and_later_questions_are_not_asked():
    asked: list[str] = []

    def question(name: str, answer: Decision):
        def ask() -> Decision:
            asked.append(name)
            return answer

        return ask

    answer = first_refusal([question("a", ALLOWED), question("b", LATE), question("c", LOCKED)])
    assert answer is LATE
    assert asked == ["a", "b"]


def test_without_a_refusal_it_is_allowed():
    assert first_refusal([lambda: ALLOWED, lambda: ALLOWED]) is ALLOWED
    assert first_refusal([]) is ALLOWED
