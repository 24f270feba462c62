package dev.ferry.cli;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.Settings;
import dev.ferry.guest.kvm.KvmGuestPlatform;
import dev.ferry.memory.linux.GuestMemory.Backing;
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

    private static final List<String> THREADED = List.of("linux", "software");

    @Option(names = "--guest", paramLabel = "KIND", description = "kvm, linux or software. Default: the first of them that this machine can run.")
    private @Nullable String kind;

    GuestKind() {}

    /** The kinds that ship with Ferry, the most real first. */
    static List<GuestPlatform> shipped() {
        return shipped(Backing.ANONYMOUS, new SoftwareGuestPlatform());
    }

    /** As {@link #shipped()}, by settings and for a purpose as {@link #choose} takes them. */
    static List<GuestPlatform> shipped(Settings settings, boolean watched) {
        return shipped(watched ? Backing.MEMFD : Backing.ANONYMOUS, new SoftwareGuestPlatform(settings));
    }

    private static List<GuestPlatform> shipped(Backing backing, SoftwareGuestPlatform software) {
        return List.of(new KvmGuestPlatform(backing), new LinuxGuestPlatform(backing), software);
    }

    /**
     * Chooses.
     *
     * @param settings of guests, where a kind has some
     * @param watched whether it shall be seen which pages the guest uses: its memory is then a file's, which costs some
     *        speed in placing pages
     * @param out told which, and why not those before it
     * @throws FerryException where this machine cannot run it
     */
    GuestPlatform choose(Settings settings, boolean watched, PrintWriter out) {
        List<GuestPlatform> platforms = shipped(settings, watched);
        return kind == null ? firstAvailable(platforms, out) : named(platforms, kind);
    }

    /** Chooses for a scenario of several guests: linux rather than a virtual machine each, where nothing is said. */
    GuestPlatform chooseThreaded(Settings settings) {
        List<GuestPlatform> platforms = shipped(settings, false);
        if (kind != null) {
            return named(platforms, kind);
        }
        return platforms.stream().filter(platform -> THREADED.contains(platform.name()))
                .filter(platform -> platform.unavailable().isEmpty()).findFirst().orElseThrow();
    }

    private static GuestPlatform firstAvailable(List<GuestPlatform> platforms, PrintWriter out) {
        for (GuestPlatform platform : platforms) {
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
    static GuestPlatform named(List<GuestPlatform> platforms, String kind) {
        GuestPlatform platform = platforms.stream().filter(shipped -> shipped.name().equals(kind)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--guest '" + kind
                        + "' is unknown, allowed is one of "
                        + platforms.stream().map(GuestPlatform::name).collect(Collectors.joining(", "))));
        platform.unavailable().ifPresent(reason -> {
            throw new FerryException(ErrorCode.UNSUPPORTED_PLATFORM, "no " + kind + " guest here: " + reason);
        });
        return platform;
    }
}
