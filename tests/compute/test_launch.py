"""Sharing work among threads: all of it, once, and nobody left waiting."""

from __future__ import annotations

import threading
import time

import pytest

from sincerity.compute.launch import Team, cpu_count


@pytest.mark.parametrize("n_threads", [1, 2, 5])
def test_every_piece_is_done_once_again_and_again(n_threads: int) -> None:
    team = Team(n_threads)
    for n_pieces in (0, 1, 7, 100):
        done = [0] * n_pieces

        def work(thread: int, piece: int, done: list[int] = done) -> None:
            assert 0 <= thread < n_threads
            done[piece] += 1

        team.share(n_pieces, work)
        assert done == [1] * n_pieces
    team.close()
    team.close()


@pytest.mark.parametrize("n_threads", [1, 3])
def test_an_error_in_a_piece_reaches_the_caller_and_the_team_goes_on(n_threads: int) -> None:
    team = Team(n_threads)

    def fail(thread: int, piece: int) -> None:
        if piece == 3:
            raise ValueError("piece 3")

    with pytest.raises(ValueError, match="piece 3"):
        team.share(10, fail)
    team.share(10, lambda thread, piece: None)
    team.close()


def test_an_interrupt_while_others_work_leaves_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C may strike the calling thread at the barrier; the team is then closed without a hang."""
    team = Team(2)

    wait = team._end.wait

    def interrupted(timeout: float | None = None) -> int:
        if threading.current_thread() is threading.main_thread():
            raise KeyboardInterrupt
        return wait(timeout)

    monkeypatch.setattr(team._end, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        team.share(2, lambda thread, piece: time.sleep(0.05))
    closing = threading.Thread(target=team.close, daemon=True)
    closing.start()
    closing.join(timeout=5)
    assert not closing.is_alive()


def test_there_is_a_processor() -> None:
    assert cpu_count() >= 1
