package dev.ferry.engine.handover;

import java.util.List;

/**
 * What an event leads to.
 *
 * @param state the state from here on
 * @param actions what is to be done now, in this order
 */
public record Step<S, A>(S state, List<A> actions) {

    @SafeVarargs
    @SuppressWarnings("varargs")
    static <S, A> Step<S, A> to(S state, A... actions) {
        return new Step<>(state, List.of(actions));
    }
}
