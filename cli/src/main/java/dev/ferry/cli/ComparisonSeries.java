package dev.ferry.cli;

import dev.ferry.api.FerryException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs candidates one after the other, each once before any is run again, so that what changes on the machine meanwhile
 * changes it for all of them.
 */
final class ComparisonSeries {

    private final SequencedMap<Candidate, Hosts> hosts;
    private final List<Candidate> candidates;
    private final Map<String, String> settings;
    private final GuestPlan plan;
    private final PrintWriter out;
    private boolean stopped;
    private @Nullable ComparisonRun underWay;

    /**
     * Runs nothing yet.
     *
     * @param hosts how the guest is kept, by candidate, in the order in which they run
     * @param settings what all candidates set, by key
     * @param plan the guest, made anew for each migration
     * @param out is told of each migration
     */
    ComparisonSeries(SequencedMap<Candidate, Hosts> hosts, Map<String, String> settings, GuestPlan plan,
            PrintWriter out) {
        this.hosts = hosts;
        this.candidates = List.copyOf(hosts.sequencedKeySet());
        this.settings = settings;
        this.plan = plan;
        this.out = out;
    }

    /** Returns what was done once all are through, or once it was stopped. */
    List<CandidateResult> run(int repeat) {
        hosts.values().stream().distinct().forEach(Hosts::rehearse);
        List<List<ComparedRun>> runs = new ArrayList<>();
        candidates.forEach(_ -> runs.add(new ArrayList<>()));
        try (QuietEngine _ = new QuietEngine()) {
            for (int round = 0; round < repeat; round++) {
                for (int index = 0; index < candidates.size(); index++) {
                    runs.get(index).add(run(candidates.get(index), round * candidates.size() + index + 1,
                            repeat * candidates.size()));
                }
            }
        } catch (CancellationException stop) {
            out.println("  stopped");
        }
        return IntStream.range(0, candidates.size())
                .mapToObj(index -> new CandidateResult(candidates.get(index), runs.get(index))).toList();
    }

    private ComparedRun run(Candidate candidate, int number, int of) {
        out.print(String.format(Locale.ROOT, "  [%d/%d] %s: ", number, of, candidate.name()));
        out.flush();
        ComparedRun run = attempt(candidate, of);
        out.println(sentence(run));
        return run;
    }

    /** What could be composed before may be missing now, a recording for instance: that fails this one only. */
    private ComparedRun attempt(Candidate candidate, int of) {
        try {
            return begun(
                    new ComparisonRun(candidate.compose(settings),
                            Objects.requireNonNull(hosts.get(candidate)), plan, candidate.address(settings),
                            of))
                    .run();
        } catch (FerryException failed) {
            return ComparedRun.failed(failed);
        }
    }

    private static String sentence(ComparedRun run) {
        if (run.failure() != null) {
            return run.failure();
        }
        return "total " + Metric.TOTAL.format(Metric.TOTAL.of(run)) + " ms, downtime "
                + Metric.DOWNTIME.format(Metric.DOWNTIME.of(run)) + " ms, memory right byte for byte";
    }

    private synchronized ComparisonRun begun(ComparisonRun run) {
        if (stopped) {
            throw new CancellationException("stopped");
        }
        underWay = run;
        return run;
    }

    /** Ends the migration under way, and begins no more; returns how long the end may take. Any thread. */
    synchronized Duration stop() {
        stopped = true;
        return underWay == null ? Duration.ofSeconds(10) : underWay.stop();
    }

    synchronized boolean stopped() {
        return stopped;
    }
}
