"""Heaps in lists, laid out as CPython lays them out."""

def _need(heap):
    if not isinstance(heap, list):
        raise TypeError(f"heap argument must be a list, not {type(heap).__name__}")


def _up(heap, start, pos):
    item = heap[pos]
    while pos > start:
        parent = (pos - 1) >> 1
        if not item < heap[parent]:
            break
        heap[pos] = heap[parent]
        pos = parent
    heap[pos] = item


def _down(heap, pos):
    """Moves the smaller child up all the way, then the item up from the leaf."""
    end, start, item = len(heap), pos, heap[pos]
    child = 2 * pos + 1
    while child < end:
        if child + 1 < end and not heap[child] < heap[child + 1]:
            child += 1
        heap[pos] = heap[child]
        pos = child
        child = 2 * pos + 1
    heap[pos] = item
    _up(heap, start, pos)


def heappush(heap, item, /):
    _need(heap)
    heap.append(item)
    _up(heap, 0, len(heap) - 1)


def heappop(heap, /):
    _need(heap)
    if not heap:
        raise IndexError("index out of range")
    last = heap.pop()
    if not heap:
        return last
    item, heap[0] = heap[0], last
    _down(heap, 0)
    return item


def heapify(heap, /):
    _need(heap)
    for i in reversed(range(len(heap) // 2)):
        _down(heap, i)


def heapreplace(heap, item, /):
    _need(heap)
    if not heap:
        raise IndexError("index out of range")
    old, heap[0] = heap[0], item
    _down(heap, 0)
    return old


def heappushpop(heap, item, /):
    _need(heap)
    if heap and heap[0] < item:
        item, heap[0] = heap[0], item
        _down(heap, 0)
    return item


def nlargest(n, iterable, key=None):
    return sorted(iterable, key=key, reverse=True)[:max(n, 0)]


def nsmallest(n, iterable, key=None):
    return sorted(iterable, key=key)[:max(n, 0)]


def merge(*iterables, key=None, reverse=False):
    heads = []
    for order, it in enumerate(map(iter, iterables)):
        for value in it:
            heads.append([key(value) if key else value, order, value, it])
            break
    while heads:
        best = heads[0]
        for h in heads[1:]:
            if best[0] < h[0] if reverse else h[0] < best[0]:
                best = h
        yield best[2]
        for value in best[3]:
            best[0], best[2] = key(value) if key else value, value
            break
        else:
            heads.remove(best)
