package dev.ferry.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A way to push, by settings.
 *
 * @param name for the table
 * @param settings over those of {@link SortingGuest}
 * @param recorded which migration is recorded first, for a scheduler that reads it
 */
record PushComposition(String name, Map<String, String> settings, Recorded recorded) {

    /** The migration that was recorded before the one that is measured. */
    enum Recorded {
        /** None is. */
        NONE,
        /** The guest did then what it does now. */
        SAME_WORK,
        /** The guest was somewhere else in its sorts then. */
        OTHER_WORK
    }

    /** How a guest is moved while it is recorded: with few faults, as it would be. */
    static final Map<String, String> FOR_RECORDING = Map.of("ferry.scheduler", "bubbling");

    private static final String SCHEDULER = "ferry.scheduler";
    private static final String PIVOTS = "ferry.scheduler.bubbling.pivots";
    private static final String DIRECTION = "ferry.scheduler.bubbling.direction";
    private static final String STEP = "ferry.scheduler.bubbling.step";

    private PushComposition(String name, Map<String, String> settings) {
        this(name, settings, Recorded.NONE);
    }

    /** What the papers compare, in the order they found it to get better, and what is not theirs. */
    static List<PushComposition> schedulers() {
        PushComposition push = new PushComposition("push", Map.of(SCHEDULER, "push"));
        PushComposition seven = bubbling("7 pivots, dual", "7", "dual");
        return List.of(push, bubbling("1 pivot, forward", "1", "forward"),
                bubbling("1 pivot, dual", "1", "dual"), seven, seven.with("LRU", "ferry.order", "lru"),
                seven.with("LRU", "ferry.order", "lru").with("50 ms", "ferry.order.interval", "50ms"),
                push.with("LRU", "ferry.order", "lru"), bubbling("7 pivots, forward", "7", "forward"),
                bubbling("7 pivots, backward", "7", "backward"),
                new PushComposition("trend", Map.of(SCHEDULER, "trend")),
                new PushComposition("replay, same work", Map.of(SCHEDULER, "replay"), Recorded.SAME_WORK),
                new PushComposition("replay, other work", Map.of(SCHEDULER, "replay"), Recorded.OTHER_WORK));
    }

    /** Bubbling by steps of several sizes. */
    static List<PushComposition> steps() {
        PushComposition seven = bubbling("7 pivots", "7", "dual");
        PushComposition one = bubbling("1 pivot", "1", "dual");
        return List.of(seven.with("step 1", STEP, "1"), seven.with("step 4", STEP, "4"),
                seven.with("step 16", STEP, "16"), seven.with("step 64", STEP, "64"),
                one.with("step 1", STEP, "1"), one.with("step 16", STEP, "16"),
                one.with("step 64", STEP, "64"));
    }

    private static PushComposition bubbling(String name, String pivots, String direction) {
        return new PushComposition(name,
                Map.of(SCHEDULER, "bubbling", PIVOTS, pivots, DIRECTION, direction));
    }

    /** Its settings, and the file that it reads where one was recorded. */
    Map<String, String> replaying(String file) {
        return with("", "ferry.scheduler.replay.file", file).settings();
    }

    private PushComposition with(String addedName, String key, String value) {
        Map<String, String> more = new TreeMap<>(settings);
        more.put(key, value);
        return new PushComposition(name + ", " + addedName, more, recorded);
    }
}
