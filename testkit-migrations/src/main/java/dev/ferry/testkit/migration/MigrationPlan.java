package dev.ferry.testkit.migration;

import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.engine.compose.LayeredSettings;
import dev.ferry.testkit.transport.FaultPlan;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Workload;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * All that makes up one migration in a test.
 *
 * @param settings what both ends are composed by
 * @param platform whose guest is moved
 * @param geometry of the guest's memory
 * @param workload what the guest does
 * @param address where the destination listens
 * @param faults what goes wrong with the links
 * @param cancelIn the phase of the source in which it is cancelled, if any
 * @param touchesAll whether all memory is touched once the guest runs at the destination
 * @param limit how long it may take
 */
record MigrationPlan(LayeredSettings settings, GuestPlatform platform, MemoryGeometry geometry,
        Workload workload, String address, FaultPlan faults, @Nullable MigrationPhase cancelIn,
        boolean touchesAll, Duration limit) {}
