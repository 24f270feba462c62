package dev.ferry.engine;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import java.io.IOException;

/** Turns what a link throws into what the verbs of a session throw. */
final class LinkCalls {

    /** What may fail because of the link. */
    interface Action {
        void run() throws IOException, InterruptedException;
    }

    /** The same, with a result. */
    interface Call<T> {
        T call() throws IOException, InterruptedException;
    }

    private LinkCalls() {}

    static void run(Action action) {
        call(() -> {
            action.run();
            return Boolean.TRUE;
        });
    }

    static <T> T call(Call<T> action) {
        try {
            return action.call();
        } catch (IOException | InterruptedException failed) {
            throw unchecked(failed);
        }
    }

    /** What to throw from a verb for what a link, or a wait, has thrown. */
    static RuntimeException unchecked(Throwable failed) {
        return switch (failed) {
            case RuntimeException unchecked -> unchecked;
            case Error error -> throw error;
            case IOException lost -> new FerryException(ErrorCode.LINK_LOST, Failures.reason(lost), lost);
            default -> {
                Thread.currentThread().interrupt();
                yield new FerryException(ErrorCode.INTERNAL, "the thread of the session was interrupted",
                        failed);
            }
        };
    }
}
