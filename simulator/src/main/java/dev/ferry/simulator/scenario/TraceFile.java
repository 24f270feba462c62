package dev.ferry.simulator.scenario;

import dev.ferry.api.memory.PageRun;
import dev.ferry.simulator.trace.AccessTrace;
import java.io.IOException;
import java.nio.file.Path;

/** The trace that a scenario names. */
final class TraceFile {

    private TraceFile() {}

    /** Opens it, and checks that the guest has all its pages. */
    static AccessTrace open(ScenarioText text, PageRun used, int pageSizeBytes) {
        Path file = text.get(ScenarioSettings.TRACE)
                .orElseThrow(() -> text.refusal(ScenarioSettings.WORKLOAD, WorkloadKind.TRACE.spelling(),
                        "that only beside " + ScenarioSettings.TRACE.key()
                                + ", a file that ferry trace has written"));
        AccessTrace trace = read(text, file);
        if (trace.header().pageSizeBytes() != pageSizeBytes || trace.header().pageCount() > used.count()) {
            throw text.refusal(ScenarioSettings.TRACE, file,
                    "a trace of pages of " + pageSizeBytes + " bytes, at most " + used.count()
                            + " of them; it has " + trace.header().pageCount() + " of "
                            + trace.header().pageSizeBytes());
        }
        return trace;
    }

    private static AccessTrace read(ScenarioText text, Path file) {
        try {
            return AccessTrace.open(file);
        } catch (IOException wrong) {
            throw text.refusal(ScenarioSettings.TRACE, file,
                    ScenarioSettings.TRACE.allowed() + "; " + wrong.getMessage());
        }
    }
}
