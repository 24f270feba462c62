package dev.ferry.simulator.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ferry.simulator.time.Simulation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

class ChannelTest {

    private static final long GIGABYTE = 1_000_000_000;

    private final Simulation simulation = new Simulation();
    private final List<String> arrivals = new ArrayList<>();

    private Runnable arrival(String name) {
        return () -> arrivals.add(simulation.nowNanos() + " " + name);
    }

    private void run() {
        simulation.runUntil(1_000_000);
    }

    @Test
    void takesItsTimeAndItsLatency() {
        Stream stream = new Channel(simulation, GIGABYTE, 50).stream(1);

        stream.send(1000, arrival("first"));
        stream.send(500, arrival("second"));
        stream.send(0, arrival("nothing"));
        run();

        assertThat(arrivals).containsExactly("1050 first", "1550 second", "1550 nothing");
    }

    @Test
    void sharesByWeight() {
        Channel channel = new Channel(simulation, GIGABYTE, 0);

        channel.stream(1).send(1000, arrival("light"));
        channel.stream(3).send(1500, arrival("heavy"));
        run();

        assertThat(arrivals).as("the heavy one has three quarters until it is done")
                .containsExactly("2000 heavy", "2500 light");
    }

    @Test
    void givesWhatALimitedStreamLeavesToTheOthers() {
        Channel channel = new Channel(simulation, GIGABYTE, 0);
        Stream limited = channel.stream(1);
        limited.limit(GIGABYTE / 10);

        limited.send(100, arrival("limited"));
        channel.stream(1).send(900, arrival("other"));
        run();

        assertThat(arrivals).containsExactlyInAnyOrder("1000 limited", "1000 other");
    }

    @Test
    void carriesAllAtOnceWithoutALimit() {
        Channel channel = new Channel(simulation, 0, 7);
        Stream stream = channel.stream(1);
        stream.limit(GIGABYTE);

        stream.send(100, arrival("limited"));
        stream.send(1 << 20, arrival("later"));
        channel.stream(1).send(1 << 30, arrival("other"));
        simulation.at(100, () -> stream.limit(0));
        run();

        assertThat(arrivals).containsExactly("7 other", "107 limited", "107 later");
    }

    @Test
    void lightStreamsAreNotLostBesideOverwhelmingOnes() {
        Channel channel = new Channel(simulation, GIGABYTE, 0);

        channel.stream(1e300).send(1000, arrival("heavy"));
        channel.stream(1e-300).send(10, arrival("light"));
        run();

        assertThat(arrivals).containsExactly("1000 heavy", "1010 light");
    }

    @Test
    void refusesWhatMakesNoSense() {
        Channel channel = new Channel(simulation, GIGABYTE, 0);

        assertThatThrownBy(() -> new Channel(simulation, -1, 0)).hasMessageContaining("-1 bytes/s");
        assertThatThrownBy(() -> channel.stream(0)).hasMessageContaining("0.0");
        assertThatThrownBy(() -> channel.stream(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> channel.stream(1).send(-1, () -> {})).hasMessageContaining("-1 bytes");
        assertThatThrownBy(() -> channel.stream(1).limit(-2)).hasMessageContaining("-2 bytes/s");
    }

    /** What somebody does with a stream at a time; a negative number of bytes sets a limit. */
    private record Action(long nanos, int stream, long bytes) {}

    @Test
    void sharesAsAnOracleDoesThatGoesNanosecondByNanosecond() {
        for (long seed = 0; seed < 40; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] weights = random.doubles(random.nextInt(1, 6), 0.1, 8).toArray();
            List<Action> actions = new ArrayList<>();
            for (int left = random.nextInt(1, 30); left > 0; left--) {
                actions.add(new Action(random.nextInt(6000), random.nextInt(weights.length),
                        random.nextInt(4) == 0 ? -random.nextInt(50, 2000) : random.nextInt(0, 1500)));
            }
            long latency = random.nextInt(100);

            List<Long> found = byChannel(weights, actions, latency);
            List<Long> expected = byOracle(weights, actions, latency);

            for (int index = 0; index < expected.size(); index++) {
                assertThat(found.get(index)).as("seed %d, arrival of %s", seed, actions.get(index))
                        .isCloseTo(expected.get(index), within(2L + actions.size()));
            }
        }
    }

    private static final long END_NANOS = 30_000;

    /** When what was sent arrived, by action; for limits, and what takes too long, 0. */
    private static List<Long> byChannel(double[] weights, List<Action> actions, long latency) {
        Simulation simulation = new Simulation();
        Channel channel = new Channel(simulation, GIGABYTE, latency);
        Stream[] streams = new Stream[weights.length];
        for (int index = 0; index < weights.length; index++) {
            streams[index] = channel.stream(weights[index]);
        }
        Long[] arrivals = new Long[actions.size()];
        java.util.Arrays.fill(arrivals, 0L);
        for (int index = 0; index < actions.size(); index++) {
            int number = index;
            Action action = actions.get(index);
            Stream stream = streams[action.stream()];
            simulation.at(action.nanos(), () -> {
                if (action.bytes() < 0) {
                    stream.limit(-action.bytes() * 1_000_000);
                } else {
                    stream.send(action.bytes(), () -> arrivals[number] = simulation.nowNanos());
                }
            });
        }
        simulation.runUntil(END_NANOS);
        return List.of(arrivals);
    }

    private static List<Long> byOracle(double[] weights, List<Action> actions, long latency) {
        Oracle oracle = new Oracle(weights);
        Long[] arrivals = new Long[actions.size()];
        java.util.Arrays.fill(arrivals, 0L);
        for (long nanos = 0; nanos < END_NANOS; nanos++) {
            for (int number = 0; number < actions.size(); number++) {
                Action action = actions.get(number);
                if (action.nanos() == nanos && action.bytes() < 0) {
                    oracle.limits[action.stream()] = -action.bytes() / 1000.0;
                } else if (action.nanos() == nanos) {
                    oracle.waiting.get(action.stream()).add(number);
                    oracle.left[number] = action.bytes();
                }
            }
            long now = nanos;
            oracle.nanosecond(number -> arrivals[number] = now + latency);
        }
        return List.of(arrivals);
    }

    /** Hands out a byte per nanosecond. */
    private static final class Oracle {

        private final double[] weights;
        private final double[] limits;
        private final List<Deque<Integer>> waiting = new ArrayList<>();
        private final double[] left = new double[100];

        Oracle(double[] weights) {
            this.weights = weights;
            this.limits = new double[weights.length];
            java.util.Arrays.fill(limits, Double.POSITIVE_INFINITY);
            for (double _ : weights) {
                waiting.add(new ArrayDeque<>());
            }
        }

        void nanosecond(IntConsumer onDone) {
            double[] shares = shares();
            for (int stream = 0; stream < weights.length; stream++) {
                double bytes = shares[stream];
                while (!waiting.get(stream).isEmpty() && left[waiting.get(stream).peek()] <= bytes) {
                    int done = waiting.get(stream).remove();
                    bytes -= left[done];
                    onDone.accept(done);
                }
                if (!waiting.get(stream).isEmpty()) {
                    left[waiting.get(stream).peek()] -= bytes;
                }
            }
        }

        /** Grows all shares bit by bit, but those that are at their limit, until all is given away. */
        private double[] shares() {
            double[] shares = new double[weights.length];
            double free = 1;
            for (int pass = 0; pass <= weights.length && free > 1e-12; pass++) {
                double growing = 0;
                for (int stream = 0; stream < weights.length; stream++) {
                    growing += grows(stream, shares) ? weights[stream] : 0;
                }
                double given = 0;
                for (int stream = 0; stream < weights.length; stream++) {
                    if (grows(stream, shares)) {
                        double more = Math.min(limits[stream] - shares[stream],
                                free * weights[stream] / growing);
                        shares[stream] += more;
                        given += more;
                    }
                }
                free -= given;
            }
            return shares;
        }

        private boolean grows(int stream, double[] shares) {
            return !waiting.get(stream).isEmpty() && shares[stream] < limits[stream];
        }
    }
}
