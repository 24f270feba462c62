package dev.ferry.engine.handover;

import java.util.List;

/** An invariant does not hold. */
final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Invariant invariant;

    Violation(Invariant invariant, List<String> path, String detail) {
        super("%s does not hold after%n  %s%n  %s".formatted(invariant, String.join("\n  ", path), detail));
        this.invariant = invariant;
    }

    Violation(Invariant invariant, String detail) {
        super(detail);
        this.invariant = invariant;
    }

    Invariant invariant() {
        return invariant;
    }
}
