package dev.ferry.cli;

import dev.ferry.api.FerryException;
import dev.ferry.api.PluginProvider;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.transport.Transport;
import dev.ferry.cli.ChaosPlanner.Method;
import dev.ferry.engine.EngineSettings;
import dev.ferry.engine.compose.FerryModule;
import dev.ferry.engine.compose.LayeredSettings;
import dev.ferry.engine.compose.Plugins;
import dev.ferry.workload.GuestPlatform;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What chaos goes through from seed to seed. Names are separated by commas. */
final class ChaosOptions {

    private static final List<String> LOOPBACK_TRANSPORTS = List.of("inmemory", "tcp");
    private static final List<String> GUESTS = List.of("software", "linux");

    @Option(names = "--seeds", paramLabel = "NUMBER", defaultValue = "1", description = "How many seeds: one migration each. Default: ${DEFAULT-VALUE}.")
    private int seeds;

    @Option(names = "--seed", paramLabel = "NUMBER", defaultValue = "1", description = "The first seed. Default: ${DEFAULT-VALUE}.")
    private long firstSeed;

    @Option(names = "--strategy", split = ",", paramLabel = "NAME", description = "Strategies, also a plugin's. Default: all that are found.")
    private List<String> strategies = List.of();

    @Option(names = "--scheduler", split = ",", paramLabel = "NAME", description = "Schedulers for the strategies that read ferry.scheduler. Default: all that are found.")
    private List<String> schedulers = List.of();

    @Option(names = "--guest", split = ",", paramLabel = "KIND", description = "software, linux. Default: software, and linux now and then where this machine can.")
    private List<String> guests = List.of();

    @Option(names = "--listen", paramLabel = "ADDRESS", description = "Where to listen, for another --transport than inmemory and tcp.")
    private @Nullable String address;

    ChaosOptions() {}

    int seeds() {
        if (seeds < 1) {
            throw new IllegalArgumentException("--seeds '" + seeds + "': allowed is a number from 1 on");
        }
        return seeds;
    }

    long firstSeed() {
        return firstSeed;
    }

    /** Whether all migrations use one address, so that only one can be under way. */
    boolean listensAtOneAddress() {
        return address != null;
    }

    /**
     * What plans are drawn from; fails where a name is unknown.
     *
     * @param settings the user's, by key
     * @param out told which plugins are left out, and why
     */
    ChaosPlanner planner(Plugins plugins, Map<String, String> settings, PrintWriter out) {
        List<String> transports = transports(plugins,
                settings.get(FerryModule.TRANSPORT.key()));
        LayeredSettings layered = CommonOptions.read(settings);
        EngineSettings engine = EngineSettings.of(layered);
        boolean watched = engine.order().watches() || engine.recording().file().isPresent();
        List<Method> methods = methods(plugins, settings, out).stream()
                .filter(method -> !watched || !method.refersToCold()).toList();
        return new ChaosPlanner(methods, transports, address, guests(layered, watched), !watched, settings);
    }

    private List<Method> methods(Plugins plugins, Map<String, String> settings, PrintWriter out) {
        List<String> orders = orders(plugins, settings, out);
        List<Method> methods = new ArrayList<>();
        for (String strategy : names(plugins, MigrationStrategy.Provider.class, strategies,
                settings.get(FerryModule.STRATEGY.key()))) {
            boolean pushes = plugins.find(MigrationStrategy.Provider.class, strategy).settings().stream()
                    .anyMatch(setting -> setting.key().equals(PushScheduler.CHOICE.key()));
            Stream<@Nullable String> schedulers = pushes ? orders.stream() : Stream.of((String) null);
            boolean refersToCold = plugins.find(MigrationStrategy.Provider.class, strategy)
                    .create(CommonOptions.read(settings)).refersToCold();
            schedulers.forEach(scheduler -> methods.add(new Method(strategy, scheduler, refersToCold)));
        }
        return methods;
    }

    private List<String> orders(Plugins plugins, Map<String, String> settings, PrintWriter out) {
        String set = settings.get(PushScheduler.CHOICE.key());
        List<String> names = names(plugins, PushScheduler.Provider.class, schedulers, set);
        LayeredSettings layered = CommonOptions.read(settings);
        return !schedulers.isEmpty() || set != null
                ? names
                : names.stream().filter(name -> canBeMade(plugins, name, layered, out)).toList();
    }

    /** A scheduler that needs a setting which nobody made, e.g. a file, is nothing to try out. */
    private static boolean canBeMade(Plugins plugins, String scheduler, LayeredSettings settings,
            PrintWriter out) {
        try {
            plugins.find(PushScheduler.Provider.class, scheduler).create(settings);
            return true;
        } catch (FerryException refused) {
            out.println("Without scheduler " + scheduler + ": " + refused.getMessage() + ".");
            return false;
        }
    }

    private static <P extends PluginProvider<?>> List<String> names(Plugins plugins, Class<P> kind,
            List<String> named, @Nullable String set) {
        List<String> wanted = named.isEmpty() && set != null ? List.of(set) : named;
        wanted.forEach(name -> plugins.find(kind, name));
        return wanted.isEmpty() ? plugins.names(kind) : wanted;
    }

    private List<String> transports(Plugins plugins, @Nullable String named) {
        if (named == null) {
            return LOOPBACK_TRANSPORTS;
        }
        plugins.find(Transport.Provider.class, named);
        if (address == null && !LOOPBACK_TRANSPORTS.contains(named)) {
            throw new IllegalArgumentException("--transport '" + named
                    + "' needs --listen ADDRESS, in its own "
                    + "spelling; without it allowed is one of " + String.join(", ", LOOPBACK_TRANSPORTS));
        }
        return List.of(named);
    }

    /** The kinds, the one that most seeds take first. */
    private List<GuestPlatform> guests(LayeredSettings settings, boolean watched) {
        guests.stream().filter(kind -> !GUESTS.contains(kind)).findFirst().ifPresent(kind -> {
            throw new IllegalArgumentException("--guest '" + kind + "': allowed is one of "
                    + String.join(", ", GUESTS));
        });
        List<GuestPlatform> shipped = GuestKind.shipped(settings, watched);
        return guests.isEmpty()
                ? availableGuests(shipped)
                : guests.stream().map(kind -> GuestKind.named(shipped, kind)).toList();
    }

    private static List<GuestPlatform> availableGuests(List<GuestPlatform> shipped) {
        return shipped.stream().filter(platform -> GUESTS.contains(platform.name()))
                .filter(platform -> platform.unavailable().isEmpty())
                .sorted((one, other) -> GUESTS.indexOf(one.name()) - GUESTS.indexOf(other.name())).toList();
    }
}
