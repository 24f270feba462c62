package dev.ferry.cli;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.guest.kvm.KvmGuestPlatform;
import dev.ferry.memory.linux.guest.LinuxGuestPlatform;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.workload.GuestPlatform;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which kind of guest: the one asked for, or the first that this machine can run. */
final class GuestKind {

    @Option(names = "--guest", paramLabel = "KIND", description = "kvm, linux or software. Default: the first of them that this machine can run.")
    private @Nullable String kind;

    GuestKind() {}

    /** The kinds that ship with Ferry, the most real first. */
    static List<GuestPlatform> shipped() {
        return List.of(new KvmGuestPlatform(), new LinuxGuestPlatform(), new SoftwareGuestPlatform());
    }

    /**
     * Chooses.
     *
     * @param out told which, and why not those before it
     * @throws FerryException where this machine cannot run it
     */
    GuestPlatform choose(PrintWriter out) {
        return kind == null ? firstAvailable(out) : named(kind);
    }

    private static GuestPlatform firstAvailable(PrintWriter out) {
        for (GuestPlatform platform : shipped()) {
            Optional<String> unavailable = platform.unavailable();
            if (unavailable.isEmpty()) {
                out.println("Guest kind " + platform.name() + ": the first that this machine can run.");
                return platform;
            }
            out.println("Guest kind " + platform.name() + " not here: " + unavailable.get() + ".");
        }
        throw new IllegalStateException("the software guest runs everywhere");
    }

    /** The kind of that name; fails as {@link #choose} does. */
    static GuestPlatform named(String kind) {
        GuestPlatform platform = shipped().stream().filter(shipped -> shipped.name().equals(kind)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--guest '" + kind
                        + "' is unknown, allowed is one of "
                        + shipped().stream().map(GuestPlatform::name).collect(Collectors.joining(", "))));
        platform.unavailable().ifPresent(reason -> {
            throw new FerryException(ErrorCode.UNSUPPORTED_PLATFORM, "no " + kind + " guest here: " + reason);
        });
        return platform;
    }
}
