package dev.ferry.strategies.precopy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Pre-copy of guests whose dirty rate comes and goes, against the least that a round of the same guest could have left.
 * Pre-copy cannot know a valley that it has not seen come back, so that the guests here show at least two of them within
 * the rounds that there are, and their rounds, once they have settled, are at most a quarter of a period long.
 */
class OscillatingGuestTest {

    private static final double WORKING_SET = 100_000;
    private static final int MAX_ROUNDS = 30;
    /** Not one guest converges: what is tested is where pre-copy stops all the same. */
    private static final Convergence CONVERGENCE = new Convergence(
            new DowntimeRamp(Duration.ZERO, Duration.ofSeconds(10), 3), MAX_ROUNDS, Duration.ZERO);

    /** Writes at a rate that oscillates, to random pages of a working set. */
    private record OscillatingRate(double mean, double amplitude, double period, double phase)
            implements
                ModelSession.Guest {

        @Override
        public double dirtied(double from, double until) {
            double turns = 2 * Math.PI / period;
            double writes = mean * ModelSession.PAGES_PER_SECOND * (until - from - amplitude / turns
                    * (Math.cos(turns * until + phase) - Math.cos(turns * from + phase)));
            return WORKING_SET * (1 - Math.exp(-writes / WORKING_SET));
        }
    }

    /** Writes at four times the send rate, to random pages of a working set whose size oscillates. */
    private record OscillatingWorkingSet(double mean, double amplitude, double period, double phase)
            implements
                ModelSession.Guest {

        @Override
        public double dirtied(double from, double until) {
            double pages = WORKING_SET * 0.3 * mean
                    * (1 + amplitude * Math.sin(2 * Math.PI * until / period + phase));
            return pages * (1 - Math.exp(-4 * ModelSession.PAGES_PER_SECOND * (until - from) / pages));
        }
    }

    @Test
    void isPausedWithinAFifthOfTheLeastThatARoundCouldHaveLeft() {
        List<String> missed = new ArrayList<>();
        int guests = 0;
        for (ModelSession.Guest guest : guests()) {
            ModelSession session = new ModelSession(guest);
            new Precopy(CONVERGENCE).migrate(session);
            guests++;
            double reachable = reachable(guest);
            if (session.residue() > 1.2 * reachable) {
                missed.add(String.format(Locale.ROOT, "%s: %d after round %d, %.0f reachable", guest,
                        session.residue(), session.rounds(), reachable));
            }
        }
        assertThat(missed).as("of %d guests", guests).isEmpty();
    }

    private static List<ModelSession.Guest> guests() {
        List<ModelSession.Guest> guests = new ArrayList<>();
        for (double amplitude : new double[]{0.1, 0.2, 0.3, 0.45}) {
            for (double period : new double[]{1, 1.5, 2.5}) {
                for (int phase = 0; phase < 12; phase++) {
                    guests.add(new OscillatingRate(1.8, amplitude, period * 12, phase * Math.PI / 6));
                    guests.add(new OscillatingRate(2.5, amplitude, period * 15, phase * Math.PI / 6));
                    guests.add(
                            new OscillatingWorkingSet(1, amplitude * 1.5, period * 5, phase * Math.PI / 6));
                }
            }
        }
        return guests;
    }

    /** The least of all rounds, had they gone on to the last. */
    private static double reachable(ModelSession.Guest guest) {
        ModelSession session = new ModelSession(guest);
        double least = ModelSession.PAGES;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            least = Math.min(least, session.send(session.dirty()).dirtyPages());
        }
        return least;
    }
}
