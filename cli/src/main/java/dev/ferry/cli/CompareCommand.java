package dev.ferry.cli;

import dev.ferry.engine.EngineSettings;
import dev.ferry.engine.compose.FerryModule;
import dev.ferry.engine.compose.LayeredSettings;
import dev.ferry.engine.compose.Plugins;
import dev.ferry.workload.GuestPlatform;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ferry compare}: one guest, moved in several ways. */
@Command(name = "compare", description = "Moves the same guest by several strategies and push orders, one after the other within this process, "
        + "compares its memory byte for byte each time, and prints all figures side by side. "
        + "Ctrl-C ends it after the migration under way, with what is done so far.")
final class CompareCommand implements Callable<Integer> {

    private static final String RECOVERY_TIMEOUT = "10s";

    @Mixin
    private CompareOptions options = new CompareOptions();
    @Mixin
    private GuestKind kind = new GuestKind();
    @Mixin
    private GuestOptions guest = new GuestOptions();
    @Mixin
    private PagingOptions paging = new PagingOptions();
    @Mixin
    private BalloonOptions balloon = new BalloonOptions();
    @Mixin
    private ReportFile json = new ReportFile();
    @Mixin
    private PageFile html = new PageFile();
    @Mixin
    private CommonOptions common = new CommonOptions();
    @Spec
    private CommandSpec spec;

    private final StopSignal stopSignal;

    CompareCommand(StopSignal stopSignal) {
        this.stopSignal = stopSignal;
    }

    @Override
    public Integer call() throws IOException {
        json.check();
        html.check(json);
        int repeat = options.repeat();
        Map<String, String> settings = balloon
                .settings(common.settings(paging.settings(options.settings())));
        settings.putIfAbsent(FerryModule.TRANSPORT.key(), "inmemory");
        settings.putIfAbsent(EngineSettings.RECOVERY_TIMEOUT.key(), RECOVERY_TIMEOUT);
        List<Candidate> candidates = options.candidates(Plugins.discover(), settings);
        try (TemporaryFolder swapFolder = new TemporaryFolder()) {
            Map<String, String> store = SwapAddress.settings("file:" + swapFolder.path());
            return compare(candidates.stream().map(candidate -> paging.lacksStore(candidate.layered(settings))
                    ? candidate.with(store)
                    : candidate).toList(), settings, repeat);
        }
    }

    private int compare(List<Candidate> candidates, Map<String, String> settings, int repeat)
            throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        boolean watched = candidates.stream().anyMatch(candidate -> candidate.watches(settings));
        GuestPlatform platform = kind.choose(CommonOptions.read(settings), watched, out);
        SequencedMap<Candidate, Hosts> hosts = new LinkedHashMap<>();
        for (Candidate candidate : candidates) {
            LayeredSettings own = candidate.layered(settings);
            hosts.put(candidate, Hosts.of(platform,
                    paging.reservation(own, guest.geometry(platform), watched), own));
        }
        GuestPlan plan = guest.plan(platform,
                hosts.values().stream().flatMap(kept -> kept.reservationBytes().stream()).findFirst(),
                wantsHeap(hosts.keySet(), settings));
        String conditions = conditions(settings.get(FerryModule.TRANSPORT.key()), settings, repeat);
        out.println("Guest: " + plan + ".");
        out.println("Comparing " + candidates.size() + " candidates, " + conditions + ".");
        hosts.forEach((candidate, kept) -> kept.sentence()
                .ifPresent(sentence -> out.println("  " + candidate.name() + ": " + sentence)));
        ComparisonSeries series = new ComparisonSeries(hosts, settings, plan, out);
        stopSignal.onStop(series::stop);
        return report(new Comparison(plan.toString(), conditions, series.run(repeat)), series.stopped());
    }

    /** The guest is the same for all: where one is to take its free memory, each has some. */
    private boolean wantsHeap(Collection<Candidate> candidates, Map<String, String> settings) {
        return balloon.wantsHeap(CommonOptions.read(settings))
                || candidates.stream().anyMatch(candidate -> balloon.wantsHeap(candidate.layered(settings)));
    }

    private static String conditions(String transport, Map<String, String> settings, int repeat) {
        long bandwidth = CommonOptions.read(settings).get(EngineSettings.BANDWIDTH);
        return "over " + transport + ", "
                + (bandwidth == 0 ? "no limit of bandwidth" : "limited to " + Rates.perSecond(bandwidth))
                + (repeat == 1 ? ", one migration each" : ", medians of " + repeat + " migrations each");
    }

    private int report(Comparison comparison, boolean stopped) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println();
        out.print(ComparisonTable.of(comparison));
        out.flush();
        json.write(comparison.toJson());
        html.write(page -> ComparisonPage.write(comparison, page));
        return (stopped ? ExitCode.INTERRUPTED : comparison.exit()).code();
    }
}
