package dev.ferry.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A comparison, or as much of it as was done.
 *
 * @param guest the guest, for people
 * @param conditions what all candidates had in common besides, for people
 * @param results one for each candidate, in order
 */
record Comparison(String guest, String conditions, List<CandidateResult> results) {

    Comparison {
        results = List.copyOf(results);
    }

    /** All figures of all migrations, as a JSON object. */
    String toJson() {
        return Json.indented(this);
    }

    /** What is said of each candidate besides its figures: of its guest's memory where there is any. */
    String verdictHeading() {
        return results.stream().anyMatch(CandidateResult::isProven) ? "memory" : "outcome";
    }

    /** What needs to be said besides the figures, a sentence each. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        results.stream().filter(CandidateResult::readAtEnd).forEach(result -> remarks.add(result.candidate()
                .name()
                + ": its guest never asked for some pages; the proof has read them after a wait, and total, resume and "
                + "network faults include that."));
        results.forEach(result -> remarks.addAll(result.failures()));
        return remarks;
    }

    /** The code that it ends the command with. */
    ExitCode exit() {
        return ExitCode.worst(results.stream().map(CandidateResult::exit));
    }
}
