package dev.ferry.testkit.wrap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Picks parts at random, by a seed, and remembers what it has picked: so that a test runs compositions that nobody has
 * thought of, and one that fails can be made again.
 *
 * <pre>{@code
 *   Mixer mixer = new Mixer(seed);
 *   PushScheduler scheduler = mixer.pick("scheduler", Map.of("bubbling", Bubbling::new, "push", ActivePush::new));
 *   if (mixer.toss("asserting")) {
 *       scheduler = new AssertingPushScheduler(scheduler, violations);
 *   }
 *   ...
 *   assertThat(guest.prove()).as("%s", mixer).isEmpty();
 * }</pre>
 */
public final class Mixer {

    private final long seed;
    private final SplittableRandom random;
    private final Map<String, Object> picked = new LinkedHashMap<>();

    /** A mixer that has picked nothing yet. */
    public Mixer(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /**
     * Makes one of several parts.
     *
     * @param role what the part is for, to tell it by
     * @param parts by name
     */
    public <T> T pick(String role, Map<String, ? extends Supplier<? extends T>> parts) {
        List<String> names = new ArrayList<>(parts.keySet());
        names.sort(null);
        String name = names.get(random.nextInt(names.size()));
        picked.put(role, name);
        return parts.get(name).get();
    }

    /** Picks a whole number from {@code min} to {@code max}, both included. */
    public long number(String role, long min, long max) {
        long number = random.nextLong(min, max + 1);
        picked.put(role, number);
        return number;
    }

    /** Decides whether something is there. */
    public boolean toss(String role) {
        boolean there = random.nextBoolean();
        picked.put(role, there);
        return there;
    }

    /** The seed, and all that was picked. */
    @Override
    public String toString() {
        return "seed " + seed + ": " + picked;
    }
}
