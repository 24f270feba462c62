package dev.ferry.testkit.wrap;

import dev.ferry.api.guest.GuestControl;

/**
 * Checks who calls a guest's control: one thread at a time, states saved in a pause and loaded before the guest has run,
 * a guest without a state not resumed, stun within its range and lifted before a pause.
 */
public final class AssertingGuestControl extends ForwardingGuestControl {

    private final OneAtATime calls;
    private final Runnable onResume;
    private boolean hasState;
    private boolean hasRun;
    private boolean runs;
    private int stunPercent;

    private AssertingGuestControl(GuestControl inner, Violations violations, boolean runs,
            Runnable onResume) {
        super(inner);
        this.calls = new OneAtATime("GuestControl", violations);
        this.onResume = onResume;
        this.hasState = runs;
        this.hasRun = runs;
        this.runs = runs;
    }

    /** Wraps the control of a guest that runs, at a source. */
    public static AssertingGuestControl running(GuestControl inner, Violations violations) {
        return new AssertingGuestControl(inner, violations, true, () -> {});
    }

    /** Wraps the control of a guest that has no state yet, at a destination. */
    static AssertingGuestControl arriving(GuestControl inner, Violations violations, Runnable onResume) {
        return new AssertingGuestControl(inner, violations, false, onResume);
    }

    @Override
    public void pause() {
        try (var _ = calls.enter("pause")) {
            calls.check(stunPercent == 0, () -> "pause of a guest that is stunned by " + stunPercent + " %");
            super.pause();
            runs = false;
        }
    }

    @Override
    public void resume() {
        try (var _ = calls.enter("resume")) {
            calls.check(hasState, () -> "resume before loadState");
            onResume.run();
            super.resume();
            hasRun = true;
            runs = true;
        }
    }

    @Override
    public byte[] saveState() {
        try (var _ = calls.enter("saveState")) {
            calls.check(!runs, () -> "saveState of a guest that runs");
            calls.check(hasState, () -> "saveState of a guest that has none");
            return super.saveState();
        }
    }

    @Override
    public void loadState(byte[] state) {
        try (var _ = calls.enter("loadState")) {
            calls.check(!hasRun, () -> "loadState of a guest that has run");
            super.loadState(state);
            hasState = true;
        }
    }

    @Override
    public boolean stun(int percent) {
        calls.check(percent >= 0 && percent < 100, () -> "stun by " + percent + " %");
        boolean stunned = super.stun(percent);
        stunPercent = stunned ? percent : 0;
        return stunned;
    }
}
