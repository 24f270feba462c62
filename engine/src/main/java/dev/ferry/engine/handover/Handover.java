package dev.ferry.engine.handover;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where one side stands, for all threads that meet here: any may bring an event, and one at a time performs what was
 * decided, in the order in which it was. So a cancel that comes while the guest is being paused is followed by its
 * resumption, and never the other way round.
 *
 * @param <S> states
 * @param <E> events
 * @param <A> actions
 */
public final class Handover<S, E, A> {

    /** Does an action. */
    @FunctionalInterface
    public interface Performer<A, X extends Exception> {
        /** Does it, and returns when it is done. */
        void perform(A action) throws X;
    }

    private final BiFunction<S, E, Step<S, A>> next;
    private final Queue<A> toDo = new ArrayDeque<>();
    private final Object performing = new Object();
    private S state;

    private Handover(S start, BiFunction<S, E, Step<S, A>> next) {
        this.state = start;
        this.next = next;
    }

    /** A source before its first event. */
    public static Handover<SourceState, SourceEvent, SourceAction> ofSource() {
        return new Handover<>(SourceHandover.start(), SourceHandover::next);
    }

    /** A destination before its first event. */
    public static Handover<DestinationState, DestinationEvent, DestinationAction> ofDestination() {
        return new Handover<>(DestinationHandover.start(), DestinationHandover::next);
    }

    /** The state now. */
    public synchronized S state() {
        return state;
    }

    /**
     * Takes an event in. What is to be done waits for {@link #perform}.
     *
     * @return the state after it
     * @throws IllegalStateException where it cannot come now; nothing has changed then
     */
    public synchronized S on(E event) {
        Step<S, A> step = next.apply(state, event);
        state = step.state();
        toDo.addAll(step.actions());
        return state;
    }

    /**
     * Performs what is to be done: one action at a time, in order, whichever threads call. One that fails leaves those
     * after it waiting.
     */
    public <X extends Exception> void perform(Performer<A, X> performer) throws X {
        synchronized (performing) {
            for (A action = poll(); action != null; action = poll()) {
                performer.perform(action);
            }
        }
    }

    private synchronized @Nullable A poll() {
        return toDo.poll();
    }
}
