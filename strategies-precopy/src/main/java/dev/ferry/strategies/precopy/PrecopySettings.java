package dev.ferry.strategies.precopy;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.strategy.PushScheduler;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** What can be set of pre-copy. The reasons for the numbers stand with the types that they belong to. */
final class PrecopySettings {

    /** What to do where pre-copy gives up. */
    private enum OnTimeout {
        CANCEL, FORCE, POSTCOPY
    }

    private static final Setting<Duration> DOWNTIME_LIMIT = Setting.duration("ferry.precopy.downtime-limit",
            DowntimeRamp.DEFAULT.limit(), "Pre-copy ends its rounds once the rest can be sent in this time.");
    private static final Setting<Duration> MAX_DOWNTIME = Setting.duration("ferry.precopy.max-downtime",
            DowntimeRamp.DEFAULT.max(),
            "What the downtime limit is raised to while rounds do not shrink; no less than the limit.");
    private static final Setting<Long> NO_CONVERGENCE_ROUNDS = Setting.number(
            "ferry.precopy.no-convergence-rounds", DowntimeRamp.DEFAULT.steps(), 1, 10_000,
            "After this many rounds that did not shrink the downtime limit is raised all the way.");
    private static final Setting<Long> MAX_ROUNDS = Setting.number("ferry.precopy.max-rounds",
            Convergence.DEFAULT.maxRounds(), 1, 10_000, "Pre-copy ends after this many rounds.");
    private static final Setting<Duration> COMPLETION_TIMEOUT = Setting.duration(
            "ferry.precopy.completion-timeout-per-gib", Convergence.DEFAULT.timeoutPerGib(),
            "Pre-copy ends its rounds after this time for each GiB of memory, begun ones too; 0s for never.");
    /**
     * To copy the rest: who asks for a migration wants the guest gone, most often because its host is to be; this is
     * what Xen does at its cap.
     */
    private static final Setting<OnTimeout> ON_TIMEOUT = Setting.choice("ferry.precopy.on-timeout",
            OnTimeout.FORCE,
            "What to do when pre-copy does not converge in time: leave the guest at the source, pause it until the rest"
                    + " is copied, or hand it over and push the rest (ferry.scheduler).");
    private static final Setting<Boolean> STUN = Setting.flag("ferry.precopy.stun", false,
            "Slow the guest down in steps while rounds do not shrink.");
    private static final Setting<Long> STUN_INITIAL = percent("initial", StunSteps.QEMU.initialPercent(), 99,
            "How much of its time the guest is kept from running at first, in percent.");
    private static final Setting<Long> STUN_INCREMENT = percent("increment",
            StunSteps.QEMU.incrementPercent(), 99, "How much is added at each step, in percent.");
    private static final Setting<Long> STUN_MAX = percent("max", StunSteps.QEMU.maxPercent(), 99,
            "Where the steps end, in percent; no less than the first.");
    private static final Setting<Long> STUN_THRESHOLD = percent("threshold",
            StunSteps.QEMU.thresholdPercent(), 100,
            "A round shrinks enough if it leaves no more than this part of the dirty pages, in percent.");
    private static final Setting<Long> MIN_BANDWIDTH = Setting.bytesPerSecond("ferry.precopy.min-bandwidth",
            AdaptiveBandwidth.OFF.minBytesPerSecond(),
            "What the first round may take; each further one may take more than the guest dirties. 0 for all that"
                    + " there is.");
    private static final Setting<Long> BANDWIDTH_INCREMENT = Setting.bytesPerSecond(
            "ferry.precopy.bandwidth-increment", AdaptiveBandwidth.CLARKS_INCREMENT,
            "How much more than the last round's dirty rate a round may take.");
    private static final Setting<Long> MAX_BANDWIDTH = Setting.bytesPerSecond("ferry.precopy.max-bandwidth",
            AdaptiveBandwidth.OFF.maxBytesPerSecond(),
            "What a round may take at most; 0 for no limit but ferry.bandwidth.");

    /**
     * All of them. {@link PushScheduler#CHOICE} is not: it is read where pre-copy is to go on in post-copy, but this is
     * no strategy whose runs differ by it.
     */
    static final List<Setting<?>> ALL = List.of(DOWNTIME_LIMIT, MAX_DOWNTIME, NO_CONVERGENCE_ROUNDS,
            MAX_ROUNDS, COMPLETION_TIMEOUT, ON_TIMEOUT, STUN, STUN_INITIAL,
            STUN_INCREMENT, STUN_MAX, STUN_THRESHOLD, MIN_BANDWIDTH, BANDWIDTH_INCREMENT, MAX_BANDWIDTH);

    private PrecopySettings() {}

    private static Setting<Long> percent(String name, int defaultValue, int max, String description) {
        return Setting.number("ferry.precopy.stun." + name, defaultValue, 1, max, description);
    }

    /** Pre-copy as it is set. */
    static Precopy precopy(Settings settings) {
        return new Precopy(convergence(settings), stun(settings), bandwidth(settings), givingUp(settings));
    }

    private static Convergence convergence(Settings settings) {
        Duration limit = settings.get(DOWNTIME_LIMIT);
        Duration max = settings.get(MAX_DOWNTIME);
        return new Convergence(
                new DowntimeRamp(limit, max.compareTo(limit) < 0 ? limit : max,
                        settings.get(NO_CONVERGENCE_ROUNDS).intValue()),
                settings.get(MAX_ROUNDS).intValue(), settings.get(COMPLETION_TIMEOUT));
    }

    private static StunSteps stun(Settings settings) {
        if (!settings.get(STUN)) {
            return StunSteps.OFF;
        }
        return valid(() -> new StunSteps(settings.get(STUN_INITIAL).intValue(),
                settings.get(STUN_INCREMENT).intValue(), settings.get(STUN_MAX).intValue(),
                settings.get(STUN_THRESHOLD).intValue()), "ferry.precopy.stun.*");
    }

    private static AdaptiveBandwidth bandwidth(Settings settings) {
        return valid(() -> new AdaptiveBandwidth(settings.get(MIN_BANDWIDTH),
                settings.get(BANDWIDTH_INCREMENT),
                settings.get(MAX_BANDWIDTH)), MIN_BANDWIDTH.key() + ", " + MAX_BANDWIDTH.key());
    }

    private static GivingUp givingUp(Settings settings) {
        return switch (settings.get(ON_TIMEOUT)) {
            case CANCEL -> GivingUp.CANCEL;
            case FORCE -> GivingUp.FORCE;
            case POSTCOPY ->
                GivingUp.postcopy(settings.create(PushScheduler.Provider.class, PushScheduler.CHOICE));
        };
    }

    /** Values that are right each for itself may not fit together. */
    private static <T> T valid(Supplier<T> made, String keys) {
        try {
            return made.get();
        } catch (IllegalArgumentException unfit) {
            throw new FerryException(ErrorCode.INVALID_SETTING, keys + ": " + unfit.getMessage(), unfit);
        }
    }
}
