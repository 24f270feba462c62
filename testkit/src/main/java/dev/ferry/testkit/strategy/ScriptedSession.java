package dev.ferry.testkit.strategy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.Round;
import dev.ferry.api.strategy.SourceSession;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * A session that moves nothing: each round comes out as the script says, and what the strategy did is recorded. A verb
 * at a moment where the engine would refuse it is an {@link IllegalStateException}. For one thread.
 *
 * <pre>{@code
 *   var session = new ScriptedSession(MemoryGeometry.flat(4096, 100), new Round(1, 100, 409_600, 1_000_000, 7));
 *   new MyStrategy().migrate(session);
 *   assertThat(session.verbs()).containsExactly(new Send(100), new SwitchOver(Residue.COPY), new Complete());
 * }</pre>
 */
public final class ScriptedSession implements SourceSession {

    /** One call of a strategy. */
    public sealed interface Verb {}

    /**
     * {@link SourceSession#send}.
     *
     * @param pages how many pages it was to send
     */
    public record Send(long pages) implements Verb {}

    /**
     * {@link SourceSession#switchOver}.
     *
     * @param residue what became of the dirty pages
     */
    public record SwitchOver(Residue residue) implements Verb {}

    /**
     * {@link SourceSession#push}.
     *
     * @param owed how many pages were owed
     * @param scheduler the scheduler it was given; it is not asked
     */
    public record Push(long owed, PushScheduler scheduler) implements Verb {}

    /** {@link SourceSession#complete}. */
    public record Complete() implements Verb {}

    /**
     * {@link SourceSession#stun}.
     *
     * @param percent of its time that the guest is kept from running
     */
    public record Stun(int percent) implements Verb {}

    /**
     * {@link SourceSession#limitBandwidth}.
     *
     * @param bytesPerSecond the limit, 0 for none
     */
    public record LimitBandwidth(long bytesPerSecond) implements Verb {}

    private enum Stage {
        ROUNDS, OWING, DELIVERED, COMPLETED
    }

    private static final int MAX_STUN_PERCENT = 99;

    private final MemoryGeometry geometry;
    private final Queue<Round> script;
    private final List<Verb> verbs = new ArrayList<>();
    private final List<String> decisions = new ArrayList<>();
    private boolean canBeStunned = true;
    private Stage stage = Stage.ROUNDS;
    private PageBitmap dirty;

    /**
     * A session before its first round.
     *
     * @param geometry the shape of the guest's memory
     * @param rounds what each {@code send} returns; as many pages as its {@code dirtyPages} are dirty then, from page
     *        0 on
     */
    public ScriptedSession(MemoryGeometry geometry, Round... rounds) {
        this.geometry = geometry;
        this.script = new ArrayDeque<>(List.of(rounds));
        this.dirty = PageBitmap.full(geometry.pageCount());
    }

    /** Makes the guest one that cannot be slowed; returns this session. */
    public ScriptedSession withoutStun() {
        canBeStunned = false;
        return this;
    }

    /** What the strategy has explained so far, in order. */
    public List<String> decisions() {
        return List.copyOf(decisions);
    }

    @Override
    public void explain(String decision) {
        decisions.add(decision);
    }

    /** What the strategy has done so far, in order. */
    public List<Verb> verbs() {
        return List.copyOf(verbs);
    }

    @Override
    public MemoryGeometry geometry() {
        return geometry;
    }

    @Override
    public PageSet dirty() {
        return PageBitmap.copyOf(dirty);
    }

    @Override
    public Round send(PageSet pages) {
        check("send", Stage.ROUNDS);
        verbs.add(new Send(pages.size()));
        Round round = script.poll();
        if (round == null) {
            throw new IllegalStateException("send: the script has no further round after " + verbs);
        }
        dirty = new PageBitmap(geometry.pageCount());
        dirty.add(0, round.dirtyPages());
        return round;
    }

    @Override
    public PageSet switchOver(Residue residue) {
        check("switchOver", Stage.ROUNDS);
        verbs.add(new SwitchOver(residue));
        boolean owe = residue == Residue.OWE;
        stage = owe ? Stage.OWING : Stage.DELIVERED;
        return owe ? dirty() : new PageBitmap(geometry.pageCount());
    }

    @Override
    public void push(PageSet owed, PushScheduler scheduler) {
        check("push", Stage.OWING);
        verbs.add(new Push(owed.size(), scheduler));
        stage = Stage.DELIVERED;
    }

    @Override
    public void complete() {
        check("complete", Stage.DELIVERED);
        verbs.add(new Complete());
        stage = Stage.COMPLETED;
    }

    @Override
    public boolean stun(int percent) {
        check("stun", Stage.ROUNDS);
        if (percent < 0 || percent > MAX_STUN_PERCENT) {
            throw new IllegalArgumentException("a stun of " + percent + " %: 0 to " + MAX_STUN_PERCENT);
        }
        verbs.add(new Stun(percent));
        return canBeStunned;
    }

    @Override
    public void limitBandwidth(long bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("a limit of " + bytesPerSecond + " bytes per second");
        }
        verbs.add(new LimitBandwidth(bytesPerSecond));
    }

    private void check(String verb, Stage allowed) {
        if (stage != allowed) {
            throw new IllegalStateException(verb + " is not allowed after " + verbs);
        }
    }
}
