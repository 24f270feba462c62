package dev.ferry.paging.file;

import java.io.IOException;

/**
 * Files of a process that dies: at a change that is told beforehand everything ends, before it, half-way through it or
 * just after it. What was changed until then stays, as it does where a process is killed.
 */
final class CutFile extends FailingFiles {

    /** How much of the last change is done. */
    enum Cut {
        BEFORE, HALF_WAY, AFTER
    }

    /** Thrown at the cut and at each call after it; nothing of the store catches it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final int changes;
    private final Cut cut;
    private int made;
    private boolean dead;

    /** @param changes how many are made whole before the one that is cut */
    CutFile(int changes, Cut cut) {
        this.changes = changes;
        this.cut = cut;
    }

    boolean isDead() {
        return dead;
    }

    @Override
    <T> T look(Call<T> call) throws IOException {
        if (dead) {
            throw new Killed();
        }
        return call.make();
    }

    @Override
    <T> T change(Call<T> whole, Call<?> half) throws IOException {
        if (!dead && made++ < changes) {
            return whole.make();
        }
        if (!dead) {
            dead = true;
            switch (cut) {
                case BEFORE -> {
                }
                case HALF_WAY -> half.make();
                case AFTER -> whole.make();
            }
        }
        throw new Killed();
    }
}
