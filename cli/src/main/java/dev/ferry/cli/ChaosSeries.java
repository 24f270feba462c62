package dev.ferry.cli;

import dev.ferry.cli.ChaosCount.Violation;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/**
 * Runs one migration for each seed, in order, several at a time: most of the time each of them waits. Seeds do not
 * disturb each other.
 */
final class ChaosSeries {

    /** Is told of each seed that is over; one at a time. */
    @FunctionalInterface
    interface Observer {
        void over(ChaosPlan plan, ChaosOutcome outcome, List<String> faults);
    }

    private final ChaosPlanner planner;
    private final LongFunction<String> replay;
    private final Observer observer;
    private final ChaosCount count = new ChaosCount();
    private volatile boolean stopped;

    /** {@code replay} tells the command for a seed. */
    ChaosSeries(ChaosPlanner planner, LongFunction<String> replay, Observer observer) {
        this.planner = planner;
        this.replay = replay;
        this.observer = observer;
    }

    /** Fails before anything is migrated where a method cannot be composed by what the user has set. */
    void check() {
        for (long seed = 0; seed < planner.methods().size(); seed++) {
            new ChaosRun(planner.plan(seed)).check();
        }
    }

    /** Returns the counts once all seeds are done, or those that were under way when it was stopped. */
    ChaosCount run(long firstSeed, int seeds, int atOnce) throws InterruptedException {
        AtomicLong next = new AtomicLong();
        List<Thread> workers = IntStream.range(0, Math.min(atOnce, seeds))
                .mapToObj(index -> Thread.ofPlatform().daemon().name("ferry-chaos-" + index).start(() -> {
                    for (long done = next.getAndIncrement(); done < seeds && !stopped; done = next
                            .getAndIncrement()) {
                        run(planner.plan(firstSeed + done));
                    }
                })).toList();
        for (Thread worker : workers) {
            worker.join();
        }
        return count;
    }

    private void run(ChaosPlan plan) {
        ChaosRun run = new ChaosRun(plan);
        try {
            over(plan, run.run(), run.faults());
        } catch (InterruptedException asked) {
            stop();
        } catch (RuntimeException | Error unexpected) {
            over(plan, ChaosOutcome.otherwise("unexpected " + unexpected), run.faults());
        }
    }

    private synchronized void over(ChaosPlan plan, ChaosOutcome outcome, List<String> faults) {
        if (outcome.isViolation()) {
            count.add(new Violation(plan.seed(), plan.toString(), outcome.wrong(), faults,
                    replay.apply(plan.seed())));
        } else {
            count.add(outcome);
        }
        observer.over(plan, outcome, faults);
    }

    /** Begins no more seeds. Any thread. */
    void stop() {
        stopped = true;
    }

    boolean stopped() {
        return stopped;
    }
}
