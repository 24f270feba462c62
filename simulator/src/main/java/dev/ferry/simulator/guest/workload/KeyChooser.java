package dev.ferry.simulator.guest.workload;

import dev.ferry.workload.SplitMix;

/** Chooses keys, from 0, by a law. */
@FunctionalInterface
interface KeyChooser {

    long next(RandomStream random);

    /** One that chooses among {@code keys}, from 1 to {@link Integer#MAX_VALUE}. */
    static KeyChooser of(KeyLaw law, long keys) {
        return switch (law) {
            case KeyLaw.Uniform() -> random -> random.below(keys);
            case KeyLaw.Zipf(double exponent) -> zipf(new ZipfRanks(keys, exponent), keys);
            case KeyLaw.HotSpot(double share, double visits) -> hotSpot(keys,
                    Math.max(1, (long) (keys * share)), visits);
        };
    }

    private static KeyChooser zipf(ZipfRanks ranks, long keys) {
        return random -> SplitMix.spread(ranks.next(random), keys);
    }

    private static KeyChooser hotSpot(long keys, long hotKeys, double visits) {
        long firstHot = (keys - hotKeys) / 2;
        return random -> random.fraction() < visits
                ? firstHot + random.below(hotKeys)
                : random.below(keys);
    }
}
