package dev.ferry.testkit.migration;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.testkit.migration.MigrationEvent.Decided;
import dev.ferry.testkit.migration.MigrationEvent.LinkFault;
import dev.ferry.testkit.migration.MigrationEvent.NetworkFault;
import dev.ferry.testkit.migration.MigrationEvent.PagesSent;
import dev.ferry.testkit.migration.MigrationEvent.PhaseBegan;
import dev.ferry.testkit.migration.MigrationEvent.RoundEnded;
import java.util.function.Predicate;
import org.assertj.core.api.Condition;

/** Conditions on events in the words of migrations, for {@code assertThat(result.events()).haveExactly(1, round(2))}. */
public final class MigrationConditions {

    private MigrationConditions() {}

    /** A phase that began at one side. */
    public static Condition<MigrationEvent> phase(Side side, MigrationPhase phase) {
        return new Condition<>(new PhaseBegan(side, phase)::equals, "phase %s at the %s", phase, side);
    }

    /** The end of the {@code number}-th round, the first being 1. */
    public static Condition<MigrationEvent> round(int number) {
        return is(RoundEnded.class, ended -> ended.round().number() == number, "round " + number);
    }

    /** A decision, of either side, whose words contain {@code text}. */
    public static Condition<MigrationEvent> decision(String text) {
        return is(Decided.class, decided -> decided.decision().contains(text),
                "decision with '" + text + "'");
    }

    /** A network fault, whichever the page. */
    public static Condition<MigrationEvent> networkFault() {
        return is(NetworkFault.class, fault -> true, "network fault");
    }

    /** A network fault for that page. */
    public static Condition<MigrationEvent> networkFault(long page) {
        return is(NetworkFault.class, fault -> fault.page() == page, "network fault for page " + page);
    }

    /** A run of pages, whichever, that was sent in that way. */
    public static Condition<MigrationEvent> sent(Delivery delivery) {
        return is(PagesSent.class, run -> run.delivery() == delivery, "pages sent by " + delivery);
    }

    /** A run of pages that was sent in that way, and holds that page. */
    public static Condition<MigrationEvent> sent(long page, Delivery delivery) {
        return is(PagesSent.class, run -> run.delivery() == delivery && run.contains(page),
                "page " + page + " sent by " + delivery);
    }

    /** A fault of the plan that struck, whose words contain {@code text}, e.g. {@code cut at frame 3}. */
    public static Condition<MigrationEvent> linkFault(String text) {
        return is(LinkFault.class, fault -> fault.what().contains(text), "link fault with '" + text + "'");
    }

    private static <E extends MigrationEvent> Condition<MigrationEvent> is(Class<E> kind, Predicate<E> right,
            String description) {
        return new Condition<>(event -> kind.isInstance(event) && right.test(kind.cast(event)), description);
    }
}
