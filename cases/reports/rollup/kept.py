"""What was worked out last, kept by what it answers: the least recently asked for is given up first. Threads of one process share it."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """As many as together weigh no more than `most`, and always the newest."""

    def __init__(self, most: int, weigh: Callable[[T], int] = lambda _one: 1):
        self.most, self.weigh, self.weight = most, weigh, 0
        self.held: OrderedDict[Hashable, T] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Hashable) -> T | None:
        with self.lock:
            if key in self.held:
                self.held.move_to_end(key)
            return self.held.get(key)

    def put(self, key: Hashable, one: T) -> T:
        with self.lock:
            old = self.held.pop(key, None)
            self.weight += self.weigh(one) - (self.weigh(old) if old is not None else 0)
            self.held[key] = one
            while self.weight > self.most and len(self.held) > 1:
                self.weight -= self.weigh(self.held.popitem(last=False)[1])
        return one

    def clear(self) -> None:
        with self.lock:
            self.held.clear()
            self.weight = 0
