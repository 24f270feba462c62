package dev.ferry.testkit.wrap;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What callers have done against the contracts of parts. The asserting wrappers note it here and go on: an exception
 * would change what they watch, and the engine catches what plugins throw. For any thread.
 */
public final class Violations {

    private static final int MAX_KEPT = 100;

    private final List<AssertionError> found = new CopyOnWriteArrayList<>();

    /** Nothing found yet. */
    public Violations() {}

    /** Notes a violation, with the stack of who committed it. */
    public void add(String what) {
        if (found.size() < MAX_KEPT) {
            found.add(new AssertionError(what + " [" + Thread.currentThread().getName() + "]"));
        }
    }

    /** What was found so far, in words. */
    public List<String> found() {
        return found.stream().map(AssertionError::getMessage).toList();
    }

    /** Throws the first violation, with the others as suppressed ones, where there is any. */
    public void assertNone() {
        if (!found.isEmpty()) {
            AssertionError all = new AssertionError(found.size() + " violations of contracts: " + found());
            found.forEach(all::addSuppressed);
            throw all;
        }
    }
}
