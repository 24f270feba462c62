package dev.ferry.simulator.migration;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.simulator.channel.Stream;
import dev.ferry.simulator.guest.SimulatedMemory;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Answers network faults at the source, one after the other: claims the page, sends it on the urgent lane, and then tells
 * active push. A page that is claimed already is under way or there, and nothing is sent.
 */
final class FaultService {

    private final SimulatedMigration.Plan plan;
    private final Figures figures;
    private final Stream urgent;
    private final Receiver receiver;
    private final Destination destination;
    private final Runnable onAnswered;
    private final Deque<Long> questions = new ArrayDeque<>();
    private final Deque<Long> answered = new ArrayDeque<>();
    private Owed owed;
    private boolean busy;

    /**
     * @param receiver who takes in what is sent on the urgent lane
     * @param onAnswered called after each answer
     */
    FaultService(SimulatedMigration.Plan plan, Figures figures, Stream urgent, Receiver receiver,
            Destination destination, Runnable onAnswered) {
        this.plan = plan;
        this.figures = figures;
        this.urgent = urgent;
        this.receiver = receiver;
        this.destination = destination;
        this.owed = new Owed(new PageBitmap(plan.guest().memory().geometry().pageCount()));
        this.onAnswered = onAnswered;
    }

    /** Sets what is owed. */
    void owe(Owed pages) {
        owed = pages;
    }

    Owed owed() {
        return owed;
    }

    /** The pages that were sent because the guest asked, and of which push has not heard: it takes them. */
    Deque<Long> answered() {
        return answered;
    }

    /** A question for a page has come. */
    void ask(long page) {
        questions.add(page);
        goOn();
    }

    private void goOn() {
        while (!busy && !questions.isEmpty()) {
            long page = questions.removeFirst();
            if (owed.claim(page)) {
                busy = true;
                plan.simulation().after(plan.costs().of(EngineCost.SERVE_NANOS), () -> read(page));
            }
        }
    }

    private void read(long page) {
        SimulatedMemory memory = plan.guest().memory();
        Batch batch = new Batch(1, 1);
        batch.add(page, page + 1);
        Frame looked = Frame.of(batch, Delivery.FAULT, memory, plan.way().strategy().refersToCold());
        SwapReads swap = plan.swap();
        if (swap != null && looked.pages(Frame.Kind.CONTENTS) > 0 && memory.cold().contains(page)) {
            swap.read(page, page + 1, () -> answer(looked));
        } else {
            answer(looked);
        }
    }

    private void answer(Frame looked) {
        Frame frame = looked.pages(Frame.Kind.COLD) > 0
                ? new Frame(Delivery.REFERENCE, looked.runs(), looked.table())
                : looked;
        figures.sent(frame);
        urgent.send(figures.bytesOf(frame),
                () -> receiver.take(plan.costs().of(EngineCost.PLACE_NANOS_PER_PAGE),
                        () -> destination.place(frame)));
        answered.add(frame.runs().getFirst().first());
        onAnswered.run();
        busy = false;
        goOn();
    }
}
