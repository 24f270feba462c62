package dev.ferry.engine.handover;

import java.util.ArrayList;
import java.util.List;

/**
 * All that the model knows at one moment. Links are in the order of the attempts that made them, and those that can
 * do nothing any more are left out, so that worlds that differ only in numbers are one.
 *
 * @param links the last is the source's
 * @param accepted which of them is the destination's: that of the last attempt it took
 */
record World(Source source, Destination destination, List<Link> links, int accepted) {

    /** What became of a guest at one end. */
    enum Guest {
        NONE, RUNNING, PAUSED, HALF_STARTED
    }

    /**
     * @param toDo what the machine asked for and is not done yet
     * @param stateSent whether STATE was written
     */
    record Source(boolean alive, SourceState state, List<SourceAction> toDo, Guest guest, boolean stateSent) {

        static final Source CRASHED = new Source(false, new SourceState.Reserving(), List.of(), Guest.NONE,
                false);

        Source with(List<SourceAction> left) {
            return new Source(alive, state, left, guest, stateSent);
        }

        Source with(Guest now) {
            return new Source(alive, state, toDo, now, stateSent);
        }

        Source withStateSent() {
            return new Source(alive, state, toDo, guest, true);
        }

        Source after(Step<SourceState, SourceAction> step) {
            return new Source(alive, step.state(), join(toDo, step.actions()), guest, stateSent);
        }

        boolean isEnd() {
            return switch (state) {
                case SourceState.Completed _,SourceState.GuestStayed _,SourceState.Unsettled _,SourceState.GuestLost _ ->
                    true;
                case SourceState.Reserving _,SourceState.Copying _,SourceState.Paused _,SourceState.Committing _,SourceState.InDoubt _,SourceState.Pushing _,SourceState.PushPaused _ ->
                    false;
            };
        }
    }

    /**
     * @param toDo what the machine asked for and is not done yet
     * @param reserved whether memory is set aside
     * @param lacksPage whether the owed page has not come yet
     * @param hasRun whether the guest ever ran here
     */
    record Destination(boolean alive, DestinationState state, List<DestinationAction> toDo, Guest guest,
            boolean reserved, boolean lacksPage, boolean hasRun) {

        Destination crashed() {
            return new Destination(false, new DestinationState.Filling(), List.of(), Guest.NONE, false,
                    lacksPage,
                    hasRun);
        }

        Destination with(List<DestinationAction> left) {
            return new Destination(alive, state, left, guest, reserved, lacksPage, hasRun);
        }

        Destination started(Guest now) {
            return new Destination(alive, state, toDo, now, reserved, lacksPage,
                    hasRun || now == Guest.RUNNING);
        }

        Destination givenBack() {
            return new Destination(alive, state, toDo, Guest.NONE, false, lacksPage, hasRun);
        }

        Destination whole() {
            return new Destination(alive, state, toDo, guest, reserved, false, hasRun);
        }

        Destination after(Step<DestinationState, DestinationAction> step) {
            return new Destination(alive, step.state(), join(toDo, step.actions()), guest, reserved,
                    lacksPage,
                    hasRun);
        }

        /** Whether the guest was told to run, and the machine has not heard yet what came of it. */
        boolean isStarting() {
            return state instanceof DestinationState.Starting && guest != Guest.NONE
                    && !toDo.contains(DestinationAction.START_GUEST);
        }

        boolean isBusy() {
            return !toDo.isEmpty() || isStarting();
        }
    }

    /** A migration whose destination has set memory aside and says so. */
    static World first(boolean owesPage) {
        return new World(
                new Source(true, SourceHandover.start(), List.of(), Guest.RUNNING, false),
                new Destination(true, DestinationHandover.start(), List.of(), Guest.NONE, true, owesPage,
                        false),
                List.of(Link.FIRST), 0);
    }

    Link sourceLink() {
        return links.getLast();
    }

    Link destinationLink() {
        return links.get(accepted);
    }

    boolean isOnNewestLink() {
        return accepted == links.size() - 1;
    }

    World with(Source changed) {
        return new World(changed, destination, links, accepted);
    }

    World with(Destination changed) {
        return new World(source, changed, links, accepted);
    }

    World withSourceLink(Link changed) {
        return withLink(links.size() - 1, changed);
    }

    World withDestinationLink(Link changed) {
        return withLink(accepted, changed);
    }

    World withLink(int index, Link changed) {
        List<Link> copy = new ArrayList<>(links);
        copy.set(index, changed);
        return new World(source, destination, List.copyOf(copy), accepted);
    }

    World withAttempt() {
        return new World(source, destination, join(links, List.of(Link.ATTEMPT)), accepted);
    }

    World accepting(int index) {
        return new World(source, destination, links, index);
    }

    /** Without the links that are gone, except the destination's: attempts are compared with it. */
    World tidied() {
        if (links.size() == 1) {
            return this;
        }
        List<Link> left = new ArrayList<>();
        int acceptedNow = 0;
        for (int i = 0; i < links.size(); i++) {
            if (i == accepted) {
                acceptedNow = left.size();
            }
            if (i == accepted || !links.get(i).isGone()) {
                left.add(links.get(i));
            }
        }
        return new World(source, destination, List.copyOf(left), acceptedNow);
    }

    boolean bothAlive() {
        return source.alive && destination.alive;
    }

    /** To close a link that is about to be closed changes nothing; left out, so that the lists stay short. */
    private static <T> List<T> join(List<T> before, List<T> more) {
        if (more.isEmpty() || more.equals(List.of(SourceAction.CLOSE_LINK)) && before.containsAll(more)
                || more.equals(List.of(DestinationAction.CLOSE_LINK)) && before.containsAll(more)) {
            return before;
        }
        List<T> all = new ArrayList<>(before);
        all.addAll(more);
        return List.copyOf(all);
    }
}
