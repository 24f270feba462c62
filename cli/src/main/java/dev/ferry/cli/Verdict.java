package dev.ferry.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ferry.workload.ProvenGuest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was found when a guest was looked at.
 *
 * @param verified whether every byte of its memory is right
 * @param finding what is wrong; null where nothing is
 * @param stepsBefore steps it had done when it was first looked at
 * @param stepsAdvanced steps it did while it was watched
 */
record Verdict(boolean verified, @Nullable String finding, long stepsBefore, long stepsAdvanced) {

    private static final long ENOUGH_STEPS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Watches the guest advance, then compares its memory. */
    static Verdict on(ProvenGuest guest) {
        return on(guest, ENOUGH_STEPS);
    }

    /** The same, where so many steps are enough. */
    static Verdict on(ProvenGuest guest, long enoughSteps) {
        long before = Work.stepsOf(guest.control());
        long advanced = Work.await(guest.control(), enoughSteps, PATIENCE);
        Optional<String> finding = guest.prove();
        return new Verdict(finding.isEmpty(), finding.orElse(null), before, advanced);
    }

    /** Whether all is as it should be. */
    @JsonIgnore
    boolean good() {
        return verified && stepsAdvanced > 0;
    }

    /** The verdict for people, as a sentence after the guest's place. */
    String sentence() {
        String memory = verified ? "memory right byte for byte" : "MEMORY WRONG: " + finding;
        String steps = stepsAdvanced > 0
                ? String.format(Locale.ROOT, "it advances: %,d steps done, and %,d more while it was watched",
                        stepsBefore, stepsAdvanced)
                : String.format(Locale.ROOT,
                        "it DOES NOT ADVANCE: %,d steps done, and none while it was watched",
                        stepsBefore);
        return memory + "; " + steps;
    }

    String toJson() {
        return Json.indented(this);
    }

    static Verdict read(Path file) throws IOException {
        return JsonMapper.builder().build().readValue(file.toFile(), Verdict.class);
    }
}
