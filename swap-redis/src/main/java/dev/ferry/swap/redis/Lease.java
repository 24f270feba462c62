package dev.ferry.swap.redis;

import org.jspecify.annotations.Nullable;

/**
 * Who may change the slots of a guest on a server. The text of it is what the server compares: each change of slots
 * is tied to the text that the writer knows.
 *
 * @param epoch grows by one with each holder
 * @param term grows with each time that the holder cannot know whether a change of its own is still on its way; what
 *        is tied to an earlier term is refused
 * @param holder who; none where the lease was given up
 */
record Lease(long epoch, long term, @Nullable String holder) {

    /** Reads what {@link #toString} wrote. */
    static Lease parse(String text) {
        String[] parts = text.split(" ", 3);
        return new Lease(Long.parseLong(parts[0]), Long.parseLong(parts[1]),
                parts.length < 3 ? null : parts[2]);
    }

    Lease givenUp() {
        return new Lease(epoch, term, null);
    }

    @Override
    public String toString() {
        return holder == null ? epoch + " " + term : epoch + " " + term + " " + holder;
    }
}
