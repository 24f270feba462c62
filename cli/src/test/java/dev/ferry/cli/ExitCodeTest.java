package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExitCodeTest {

    private static ComparedRun run(ExitCode exit) {
        return new ComparedRun(null, null, false, exit.name(), exit, null);
    }

    private static CandidateResult candidate(ExitCode... exits) {
        return new CandidateResult(new Candidate("candidate", Map.of()),
                Stream.of(exits).map(ExitCodeTest::run).toList());
    }

    @Test
    void wrongMemoryIsWorseThanAnythingElse() {
        for (ExitCode other : EnumSet.complementOf(EnumSet.of(ExitCode.WRONG))) {
            assertThat(ExitCode.worst(Stream.of(other, ExitCode.WRONG))).isEqualTo(ExitCode.WRONG);
            assertThat(ExitCode.worst(Stream.of(ExitCode.WRONG, other))).isEqualTo(ExitCode.WRONG);
        }
    }

    @Test
    void anythingIsWorseThanThatAllWentWell() {
        for (ExitCode other : ExitCode.values()) {
            assertThat(ExitCode.worst(Stream.of(ExitCode.OK, other))).isEqualTo(other);
        }
        assertThat(ExitCode.worst(Stream.of())).isEqualTo(ExitCode.OK);
    }

    @Test
    void aGuestThatWasGivenUpOnDoesNotHideWrongMemoryOfItsCandidate() {
        CandidateResult result = candidate(ExitCode.WRONG, ExitCode.NOT_CONVERGED);

        assertThat(result.exit()).isEqualTo(ExitCode.WRONG);
        assertThat(result.verified()).isEqualTo("WRONG");
    }

    @Test
    void aGuestThatWasGivenUpOnDoesNotHideWrongMemoryOfAnotherCandidate() {
        Comparison comparison = new Comparison("guest", "conditions",
                List.of(candidate(ExitCode.WRONG), candidate(ExitCode.NOT_CONVERGED)));

        assertThat(comparison.exit()).isEqualTo(ExitCode.WRONG);
    }
}
