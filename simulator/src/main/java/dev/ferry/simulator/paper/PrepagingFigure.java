package dev.ferry.simulator.paper;

import dev.ferry.simulator.paper.Evaluation.Claim;
import dev.ferry.simulator.paper.Evaluation.Figure;
import dev.ferry.simulator.paper.Evaluation.Parameter;
import dev.ferry.simulator.paper.Evaluation.Plot;
import dev.ferry.simulator.paper.Evaluation.Point;
import dev.ferry.simulator.paper.Evaluation.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Figure 17 of the post-copy paper: the network faults of a guest of processes that sort, by the way in which its pages are
 * pushed. The paper prints bars and no numbers, so that there is only what it says of them.
 */
final class PrepagingFigure implements Experiment {

    private static final String COLUMN = "network faults";
    /** How many guests there are at a time: they fit into the heap of 64 MiB that the command has. */
    private static final int AT_ONCE = 4;
    static final List<PrepagingClaim> CLAIMS = List.of(
            new PrepagingClaim("Any bubbling has fewer network faults than push",
                    PrepagingClaim.pairs(ways(Prepaging::bubbles),
                            way -> new Prepaging(0, false, way.lru()))),
            new PrepagingClaim("In LRU order there are fewer than by address",
                    PrepagingClaim.pairs(ways(Prepaging::lru),
                            way -> new Prepaging(way.pivots(), way.dual(), false))),
            new PrepagingClaim("Dual bubbles have fewer than forward ones",
                    PrepagingClaim.pairs(ways(Prepaging::dual),
                            way -> new Prepaging(way.pivots(), false, way.lru()))),
            new PrepagingClaim("Seven pivots have fewer than one",
                    PrepagingClaim.pairs(ways(way -> way.pivots() == 7),
                            way -> new Prepaging(1, way.dual(), way.lru()))));

    private final long pages;
    private final List<Integer> processes;
    private final int smallestOrder;
    private final int seeds;

    PrepagingFigure() {
        this(Testbed.pages(512), List.of(1, 4, 16, 128), 0, 20);
    }

    /**
     * A smaller one.
     *
     * @param pages of all arrays together
     * @param smallestOrder of the blocks that the guest's memory was free in
     */
    PrepagingFigure(long pages, List<Integer> processes, int smallestOrder, int seeds) {
        this.pages = pages;
        this.processes = List.copyOf(processes);
        this.smallestOrder = smallestOrder;
        this.seeds = seeds;
    }

    @Override
    public String name() {
        return "hines-17";
    }

    @Override
    public String title() {
        return "network faults of processes that sort, by the order of push";
    }

    @Override
    public Evaluation run(Consumer<String> progress) {
        return evaluate(simulate(progress));
    }

    /** Moves all the guests, some at once. */
    PrepagingFaults simulate(Consumer<String> progress) {
        Map<Prepaging, double[][]> runs = new LinkedHashMap<>();
        for (Prepaging way : Prepaging.all()) {
            runs.put(way, new double[processes.size()][seeds]);
        }
        try (ExecutorService processors = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int place = 0; place < processes.size(); place++) {
                int current = place;
                runs.forEach((way, faults) -> {
                    progress.accept(row(current) + ", " + way.title() + ": " + seeds + " seeds");
                    simulate(way, processes.get(current), faults[current], processors);
                });
            }
        }
        return new PrepagingFaults(processes, runs);
    }

    private void simulate(Prepaging way, int processCount, double[] faults, Executor processors) {
        QuicksortGuest guest = new QuicksortGuest(pages, processCount, smallestOrder);
        CompletableFuture.allOf(IntStream.range(0, seeds)
                .mapToObj(seed -> CompletableFuture
                        .runAsync(() -> faults[seed] = way.networkFaults(guest, seed), processors))
                .toArray(CompletableFuture[]::new)).join();
    }

    /** What is to be said of it. */
    Evaluation evaluate(PrepagingFaults faults) {
        return new Evaluation(name(), title(), "Hines, Deshpande, Gopalan 2009, Figure 17", parameters(),
                figures(faults), claims(faults), List.of(plot(faults)));
    }

    private List<Parameter> parameters() {
        return List.of(
                new Parameter("link", "118.7 MB/s",
                        "section 5: Gigabit Ethernet; 1460 of 1538 bytes are payload"),
                new Parameter("swap-in of a page that is there", Testbed.SWAP_IN_NANOS / 1000 + " us",
                        "as in hines-2, chosen there to fit Table 2"),
                new Parameter("latency of the network", Testbed.LATENCY_NANOS / 1000 + " us each way",
                        "with the page's 34.5 us on the link and the swap-in it makes 120 us, which MemX's authors give for a read"),
                new Parameter("frames of push", "1 page, 4 under way and 1 in the making",
                        "Figure 2: pages are queued one by one; 3 under way fill the link"),
                new Parameter("arrays",
                        pages * Testbed.PAGE_BYTES / (1 << 20) + " MB of 4-byte keys together",
                        "section 5.4"),
                new Parameter("virtual CPUs", "2, shared evenly by the processes that do not wait",
                        "section 5; slices of no length are assumed"),
                new Parameter("time for a page of keys",
                        QuicksortGuest.NANOS_PER_PAGE / 1000 + " us at each level of the sort",
                        "as the same authors' program in hines-2, fitted there on Table 2: 37 ns for a key"),
                new Parameter("Quicksort", "Hoare's, the left part first; parts are split anywhere",
                        "assumed; random keys are from section 5.4"),
                new Parameter("start of the migration",
                        "25 to 75 % of the sorts' time after all were started, by seed",
                        "section 5.4: the middle"),
                new Parameter("memory of the guest",
                        "in use before: as much in free blocks of each size, 2^" + smallestOrder
                                + " to 2^10 pages",
                        "assumed; the sizes are those of Linux 2.6.18"),
                new Parameter("taken by a processor at a time", UsedMemory.PAGES_AT_A_TIME + " pages",
                        "Linux 2.6.18 with 512 MB"),
                new Parameter("slice of a process that fills its array", "100 ms", "Linux 2.6.18"),
                new Parameter("LRU scan", "every 1 s from the start of the processes on",
                        "section 4.3 says periodically; 1 s is assumed"),
                new Parameter("bubbling", "1 or 7 pivots, forward or dual, step 1",
                        "sections 3.2 and 5.4; 7 were the best"),
                new Parameter("seeds", seeds + ": of the keys, the memory and the start",
                        "20 runs in section 5.4"));
    }

    private List<Figure> figures(PrepagingFaults faults) {
        List<Figure> figures = new ArrayList<>();
        for (Prepaging way : faults.runs().keySet()) {
            for (int place = 0; place < processes.size(); place++) {
                figures.add(figure(way.title(), row(place), faults.mean(way, place)));
            }
            figures.add(figure(way.title(), "mean of all", faults.mean(way)));
        }
        return figures;
    }

    private static Figure figure(String way, String row, Mean mean) {
        return new Figure(row, COLUMN + ", " + way, "pages", null, mean.value(), mean.halfWidth());
    }

    private String row(int place) {
        return processes.get(place) == 1 ? "1 process" : processes.get(place) + " processes";
    }

    private static List<Claim> claims(PrepagingFaults faults) {
        return CLAIMS.stream().map(claim -> claim.judge(faults)).toList();
    }

    private static List<Prepaging> ways(Predicate<Prepaging> which) {
        return Prepaging.all().stream().filter(which).toList();
    }

    private Plot plot(PrepagingFaults faults) {
        List<Series> series = faults.runs().keySet().stream()
                .map(way -> new Series(way.title(), IntStream.range(0, processes.size())
                        .mapToObj(place -> new Point(processes.get(place), faults.mean(way, place).value()))
                        .toList()))
                .toList();
        return new Plot("Network faults", "processes", "pages", series);
    }
}
