package dev.ferry.guest.kvm;

import dev.ferry.memory.linux.nativecall.Signals;
import dev.ferry.workload.Heap;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that runs a virtual CPU, and the orders that others give it:
 *
 * <pre>
 *            resume               whileHeld
 *   PAUSED  -------->  RUNNING  ------------->  HELD at the next report
 *           <--------           <-------------
 *             pause                  done
 * </pre>
 *
 * A CPU in the guest is paused by {@code immediate_exit} and a signal. The flag stays set until the CPU goes
 * on, so a signal that comes before {@code KVM_RUN} is entered does no harm; and with it set, {@code KVM_RUN}
 * completes a use of a port that is pending and returns. So a paused CPU never has one. A stunned CPU is kicked out of
 * the guest likewise, at the beginning of each slice, and stays out as if its step were not due yet: it has the order
 * to run all the same.
 */
final class VirtualCpuThread {

    private static final Logger LOG = LoggerFactory.getLogger(VirtualCpuThread.class);

    private static final long FOREVER = Long.MAX_VALUE;

    private enum Order {
        PAUSE, RUN, HOLD, END
    }

    private final VirtualCpu cpu;
    private final KvmBalloon balloon;
    private final Runnable beforeFirstRun;
    private final Thread thread;

    private final StunTimer stun;
    private final Monitor monitor;
    // All below is guarded by the monitor.
    private Order order = Order.PAUSE;
    private long threadId;
    private boolean inGuest;
    private boolean portPending;
    /** At a report since it last ran: between two steps. */
    private boolean atReport;
    /** At a report, and still to be told what to do. */
    private boolean awaitsCommand;
    private Pace pace = new Pace(0, System.nanoTime());
    private boolean ended;
    // Also read without it.
    private volatile @Nullable String trouble;
    private volatile long steps;

    /**
     * Starts the thread, with the CPU paused.
     *
     * @param monitor that of the balloon
     * @param balloon answers the guest
     * @param beforeFirstRun called on the thread before the CPU enters the guest for the first time; it may
     *        block
     */
    VirtualCpuThread(String name, VirtualCpu cpu, Monitor monitor, KvmBalloon balloon,
            Runnable beforeFirstRun) {
        this.cpu = cpu;
        this.monitor = monitor;
        this.balloon = balloon;
        this.beforeFirstRun = beforeFirstRun;
        this.stun = new StunTimer(name + "-stun", this::kick);
        Signals.installInterruptHandler();
        this.thread = Thread.ofPlatform().daemon().name(name).start(this::work);
    }

    /** Stops the CPU, and returns when it has: between two instructions, with nothing pending. */
    void pause() {
        monitor.locked(() -> {
            give(Order.PAUSE);
            awaitPaused();
        });
    }

    /**
     * Lets the CPU run.
     *
     * @throws IllegalStateException where the thread was told to end
     */
    void resume() {
        monitor.locked(() -> {
            if (order == Order.END) {
                throw new IllegalStateException(thread.getName() + " has ended");
            }
            give(Order.RUN);
        });
    }

    /**
     * Lets the CPU run on to its next report, does something while it is held there, between two steps, and
     * then lets it run or pauses it as before. A CPU that was paused at a report stays there; one whose guest
     * is in {@link #trouble} need not get to one.
     *
     * @throws IllegalStateException where the thread is told to pause or to end before the CPU is held
     */
    <T> T whileHeld(Supplier<T> action) {
        Order before = hold();
        try {
            return action.get();
        } finally {
            release(before);
        }
    }

    private Order hold() {
        return monitor.locked(() -> {
            Order before = order;
            give(Order.HOLD);
            while (order == Order.HOLD && (inGuest || !atReport) && trouble == null) {
                monitor.await();
            }
            if (order != Order.HOLD) {
                throw new IllegalStateException(
                        thread.getName() + " was to be held, but has the order to " + order);
            }
            return before;
        });
    }

    /** Goes back to an order, unless others have given one meanwhile. */
    private void release(Order before) {
        monitor.locked(() -> {
            if (order == Order.HOLD) {
                give(before);
                awaitPaused();
            }
        });
    }

    /**
     * Does something with the CPU while it is paused.
     *
     * @throws IllegalStateException where it is not
     */
    <T> T whilePaused(Supplier<T> action) {
        return monitor.locked(() -> {
            if (order != Order.PAUSE || inGuest || portPending) {
                throw new IllegalStateException(
                        thread.getName() + " is not paused but has the order to " + order);
            }
            return action.get();
        });
    }

    /**
     * Keeps the CPU from running for a share of its time, in percent, until it is called again.
     *
     * @throws IllegalStateException where the thread was told to end, and the share is not 0
     */
    void stun(int percent) {
        monitor.locked(() -> {
            if (order == Order.END && percent > 0) {
                throw new IllegalStateException(thread.getName() + " has ended");
            }
            stun.set(percent);
            monitor.signalAll();
        });
    }

    /** Makes the CPU leave the guest; what keeps it outside is then looked at. */
    private void kick() {
        monitor.locked(this::interruptGuest);
    }

    private void interruptGuest() {
        if (inGuest) {
            cpu.setImmediateExit(true);
            Signals.interrupt(threadId);
        }
    }

    /** The guest has done so many steps; from here on it does so many a second, 0 for no limit. */
    void begin(long stepsDone, long stepsPerSecond) {
        monitor.locked(() -> {
            steps = stepsDone;
            atReport = false;
            pace = new Pace(stepsPerSecond, System.nanoTime());
        });
    }

    /** The steps that the guest had done when it last left the CPU; while it is held, exact. */
    long steps() {
        return steps;
    }

    /** Why the guest cannot go on, where that is so: it found wrong contents, or KVM could not run it. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /**
     * Tells the thread to end. A guest that waits for a missing page may make it wait until the trap is
     * closed.
     */
    void end() {
        monitor.locked(() -> {
            give(Order.END);
            stun.set(0);
        });
    }

    /** Waits until the CPU runs no more, and never will. */
    void awaitEnd() {
        monitor.locked(() -> {
            while (!ended) {
                monitor.await();
            }
        });
    }

    private void awaitPaused() {
        while (order == Order.PAUSE && (inGuest || portPending)) {
            monitor.await();
        }
    }

    private void give(Order next) {
        if (order == Order.END) {
            return;
        }
        order = next;
        tellBalloon();
        monitor.signalAll();
        if (next == Order.PAUSE || next == Order.END) {
            interruptGuest();
        }
    }

    private void work() {
        threadId = Signals.currentThreadId();
        try {
            if (awaitFirstRun()) {
                beforeFirstRun.run();
                runGuest();
            }
        } catch (RuntimeException | Error failure) {
            fail(failure);
        } finally {
            monitor.locked(() -> {
                ended = true;
                monitor.signalAll();
            });
        }
    }

    private void runGuest() {
        while (enter()) {
            Exit exit = cpu.run();
            Registers registers = cpu.registers();
            if (exit instanceof Exit.PortRead(int port) && port == GuestProgram.OFFER_PORT) {
                cpu.answer(Math.toIntExact(balloon.take(registers)));
            }
            leave(exit, registers);
            if (exit instanceof Exit.PortWrite(int port) && port == GuestProgram.SHORTAGE_PORT) {
                completeWrite();
                balloon.press(Heap.PRESSURE_PAGES);
            }
        }
    }

    /** So that nobody who pauses the guest has to wait for what comes next on this thread. */
    private void completeWrite() {
        cpu.setImmediateExit(true);
        cpu.run();
        monitor.locked(() -> {
            portPending = false;
            monitor.signalAll();
        });
    }

    /** The thread ends, and the CPU never runs again: whoever pauses or holds it need not wait. */
    private void fail(Throwable failure) {
        monitor.locked(() -> {
            inGuest = false;
            portPending = false;
            giveUp("its thread failed: " + failure);
        });
    }

    private boolean awaitFirstRun() {
        return monitor.locked(() -> {
            while (order == Order.PAUSE) {
                monitor.await();
            }
            return order != Order.END;
        });
    }

    /** Waits until there is a reason to enter; false where the thread is to end. */
    private boolean enter() {
        return monitor.locked(() -> {
            for (long nanos = waitNanos(); nanos > 0; nanos = waitNanos()) {
                awaitNanos(nanos);
            }
            if (awaitsCommand) {
                cpu.answer(order == Order.RUN && !mayNotRun() ? balloon.command() : 0);
                awaitsCommand = false;
            }
            cpu.setImmediateExit(mayNotRun());
            atReport &= mayNotRun();
            inGuest = order != Order.END;
            return inGuest;
        });
    }

    private void awaitNanos(long nanos) {
        long startNanos = System.nanoTime();
        boolean held = stun.heldNanos(startNanos) > 0;
        monitor.awaitNanos(nanos);
        if (held) {
            pace.postpone(System.nanoTime() - startNanos);
        }
    }

    /** How long to stay out of the guest, if nothing changes; not positive for not at all. */
    private long waitNanos() {
        if (order == Order.END) {
            return 0;
        }
        if (mayNotRun()) {
            return portPending ? 0 : FOREVER;
        }
        if (order == Order.HOLD) {
            return atReport ? FOREVER : 0;
        }
        long nowNanos = System.nanoTime();
        long heldNanos = stun.heldNanos(nowNanos);
        if (heldNanos > 0 || !atReport) {
            return heldNanos;
        }
        return awaitsCommand && balloon.hasCommand() ? 0 : pace.waitNanos(nowNanos);
    }

    private boolean mayNotRun() {
        return order == Order.PAUSE || trouble != null;
    }

    private void leave(Exit exit, Registers registers) {
        monitor.locked(() -> {
            inGuest = false;
            portPending = exit instanceof Exit.PortWrite || exit instanceof Exit.PortRead;
            steps = GuestProgram.steps(registers);
            switch (exit) {
                case Exit.Interrupted() -> {
                }
                case Exit.PortRead(int port) when port == GuestProgram.REPORT_PORT -> {
                    pace.batchDone(System.nanoTime());
                    report(registers);
                }
                case Exit.PortRead(int port) when port == GuestProgram.COMMAND_PORT -> report(registers);
                case Exit.PortRead(int port) when port == GuestProgram.OFFER_PORT -> {
                    // Answered before, since whoever pauses the guest waits for that.
                }
                case Exit.PortRead(int port) -> giveUp("the guest read port " + port);
                case Exit.PortWrite(int port) when port == GuestProgram.SHORTAGE_PORT -> {
                    // The balloon is asked when nobody has to wait for the answer but the guest.
                }
                case Exit.PortWrite(int port) when port == GuestProgram.COMPLAINT_PORT ->
                    giveUp(GuestProgram.complaint(registers));
                case Exit.PortWrite(int port) when port == GuestProgram.HEAP_COMPLAINT_PORT ->
                    giveUp(GuestProgram.heapComplaint(registers));
                case Exit.PortWrite(int port) -> giveUp("the guest wrote to port " + port);
                case Exit.Broken(String reason) -> giveUp(reason);
            }
            monitor.signalAll();
        });
    }

    private void report(Registers registers) {
        atReport = true;
        awaitsCommand = true;
        balloon.count(GuestProgram.freePages(registers), GuestProgram.balloonedPages(registers));
    }

    private void tellBalloon() {
        balloon.guestRuns((order == Order.RUN || order == Order.HOLD) && trouble == null);
    }

    private void giveUp(String reason) {
        trouble = reason;
        tellBalloon();
        LOG.error("{} has stopped for good: {}", thread.getName(), reason);
    }
}
