package dev.ferry.simulator.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * A virtual clock, and what happens by it: events at set times, in the order in which they were set where times are
 * equal; actors, which go on from one event to the next by themselves; and programs, which wait for it. Nothing else
 * decides what comes next, so that what is the same at the start ends the same, on any machine. For one thread, and the
 * programs that it starts, of which one runs at a time. Who drops one whose programs may not have ended closes it.
 */
public final class Simulation implements InstantSource, AutoCloseable {

    /** How far actors go on where nothing else happens. */
    private static final long LONGEST_STEP_NANOS = 10_000_000;

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<Actor> actors = new ArrayList<>();
    private final List<Program> programs = new ArrayList<>();
    private final long longestStepNanos;
    /** When the next turn of each actor is, while they take turns. */
    private long[] turns = new long[8];
    private long nowNanos;
    private long eventsSet;

    /** At time 0, with nothing to happen. */
    public Simulation() {
        this(LONGEST_STEP_NANOS);
    }

    /** One in which actors go on at most so far at a time: that changes nothing, as a test shows. */
    public Simulation(long longestStepNanos) {
        if (longestStepNanos < 1) {
            throw new IllegalArgumentException(
                    "a longest step of " + longestStepNanos + " ns: it is positive");
        }
        this.longestStepNanos = longestStepNanos;
    }

    /** The virtual time, in nanoseconds since the start. */
    public long nowNanos() {
        return nowNanos;
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(nowNanos);
    }

    /** Has something happen after some time, 0 or more; the event can be called off. */
    public Event after(long delayNanos, Runnable action) {
        return at(Math.addExact(nowNanos, delayNanos), action);
    }

    /**
     * Has something happen at a time.
     *
     * @throws IllegalArgumentException where that is past
     */
    public Event at(long nanos, Runnable action) {
        if (nanos < nowNanos) {
            throw new IllegalArgumentException(
                    "an event at " + nanos + " ns, and it is " + nowNanos + " already");
        }
        Event event = new Event(nanos, eventsSet++, action);
        events.add(event);
        return event;
    }

    /** Has something happen again and again, first after one interval, until the returned handle is closed. */
    public Repetition every(Duration interval, Runnable action) {
        return new Repetition(this, interval.toNanos(), action);
    }

    /** Lets an actor take part from now on. */
    public void add(Actor actor) {
        actors.add(actor);
        if (turns.length < actors.size()) {
            turns = new long[2 * turns.length];
        }
    }

    /** Lets an actor take part no more. */
    public void remove(Actor actor) {
        actors.remove(actor);
    }

    /**
     * A program, which does nothing until it is resumed, and is given itself to wait with.
     *
     * @param name for its thread
     */
    public Program program(String name, Consumer<Program> body) {
        Program program = new Program(this, name, body);
        programs.add(program);
        return program;
    }

    /**
     * Lets time pass until all programs have ended.
     *
     * @throws IllegalStateException where one waits and nothing is left to happen
     */
    public void run() {
        while (!programs.isEmpty()) {
            if (timeOfNext(Long.MAX_VALUE) == Long.MAX_VALUE && actors.stream().allMatch(Actor::waits)) {
                throw new IllegalStateException("nothing is left to happen, and " + programs + " wait");
            }
            step(Long.MAX_VALUE);
        }
    }

    /** Lets time pass until then, with all that happens just then; programs may go on after it. */
    public void runUntil(long nanos) {
        while (nowNanos < nanos || timeOfNext(Long.MAX_VALUE) <= nanos) {
            step(nanos);
        }
    }

    /** Goes on to the next event, or as far as actors go on without one. */
    private void step(long endNanos) {
        long target = takeTurns(timeOfNext(Math.min(endNanos, farthest())));
        for (Actor actor : actors) {
            actor.advanceTo(target);
        }
        nowNanos = timeOfNext(target); // An actor that is alone may have to wait earlier than that.
        if (!events.isEmpty() && events.peek().nanos() == nowNanos) {
            events.poll().happen();
        }
    }

    private long farthest() {
        return actors.isEmpty() || nowNanos > Long.MAX_VALUE - longestStepNanos
                ? Long.MAX_VALUE
                : nowNanos + longestStepNanos;
    }

    /**
     * Lets actors do what concerns others, the earliest first; where times are equal, in the order in which they were
     * added. One that is alone concerns nobody.
     *
     * @return up to when all can go on now: {@code target}, or the event that one of them has set before it
     */
    private long takeTurns(long target) {
        if (actors.size() < 2) {
            return target;
        }
        for (int index = 0; index < actors.size(); index++) {
            turns[index] = actors.get(index).nextTurn(target);
        }
        long end = target;
        for (int next = earliest(); turns[next] < end; next = earliest()) {
            Actor actor = actors.get(next);
            actor.advanceTo(turns[next] + 1);
            end = timeOfNext(end);
            turns[next] = actor.nextTurn(end);
        }
        return end;
    }

    private int earliest() {
        int earliest = 0;
        for (int index = 1; index < actors.size(); index++) {
            if (turns[index] < turns[earliest]) {
                earliest = index;
            }
        }
        return earliest;
    }

    private long timeOfNext(long limit) {
        while (!events.isEmpty() && events.peek().isCalledOff()) {
            events.poll();
        }
        return events.isEmpty() ? limit : Math.min(limit, events.peek().nanos());
    }

    void ended(Program program) {
        programs.remove(program);
    }

    /** Ends the programs that wait, where they wait. Nothing happens any more; may be called twice. */
    @Override
    public void close() {
        List.copyOf(programs).forEach(Program::abandon);
        events.clear();
        actors.clear();
    }
}
