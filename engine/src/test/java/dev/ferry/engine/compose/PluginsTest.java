package dev.ferry.engine.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.Settings;
import dev.ferry.api.memory.BalloonController;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.swap.SwapStore;
import dev.ferry.api.transport.Transport;
import dev.ferry.strategies.postcopy.DemandPaging;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins are found by name; a jar that is broken is reported and takes nothing with it. */
class PluginsTest {

    /** A provider whose name is taken. */
    public static final class SecondDemand implements PushScheduler.Provider {
        @Override
        public String name() {
            return "demand";
        }

        @Override
        public PushScheduler create(Settings settings) {
            return new DemandPaging();
        }
    }

    /** A provider that cannot be made. */
    public static final class Explosive implements PushScheduler.Provider {
        /** Breaks. */
        public Explosive() {
            throw new IllegalStateException("boom");
        }

        @Override
        public String name() {
            return "explosive";
        }

        @Override
        public PushScheduler create(Settings settings) {
            return new DemandPaging();
        }
    }

    /** A provider with a name that nobody could spell in a setting. */
    public static final class Misnamed implements PushScheduler.Provider {
        @Override
        public String name() {
            return "Two Words";
        }

        @Override
        public PushScheduler create(Settings settings) {
            return new DemandPaging();
        }
    }

    @TempDir
    private Path folder;

    /** What is found with a jar on the context class path whose list of schedulers holds these lines. */
    private Plugins discoverWith(String... lines) throws IOException {
        Path jar = folder.resolve("plugin.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("META-INF/services/" + PushScheduler.Provider.class.getName()));
            out.write(String.join("\n", lines).getBytes());
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(new URL[]{jar.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            return Plugins.discover();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void findsWhatIsOnTheClassPath() {
        Plugins plugins = Plugins.discover();

        assertThat(plugins.names(MigrationStrategy.Provider.class)).containsExactly("agile", "hybrid",
                "postcopy",
                "precopy", "stop-and-copy");
        assertThat(plugins.names(PushScheduler.Provider.class)).contains("bubbling", "demand", "push")
                .isSorted();
        assertThat(plugins.names(Transport.Provider.class)).containsExactly("faulty", "inmemory", "tcp");
        assertThat(plugins.names(SwapStore.Provider.class)).contains("inmemory");
        assertThat(plugins.names(BalloonController.Provider.class)).containsExactly("dsb");
        assertThat(plugins.failures()).isEmpty();
    }

    @Test
    void aBrokenJarIsReportedAndTheOthersWork() throws IOException {
        Plugins plugins = discoverWith("com.example.Missing", Explosive.class.getName(),
                Misnamed.class.getName());

        assertThat(plugins.failures()).hasSize(3).allSatisfy(
                failure -> assertThat(failure.kind()).isEqualTo(PluginKind.SCHEDULER));
        assertThat(plugins.failures().get(0).reason()).contains("com.example.Missing");
        assertThat(plugins.failures().get(0).origin()).endsWith("plugin.jar");
        assertThat(plugins.failures().get(1).reason()).contains("Explosive").contains("boom");
        assertThat(plugins.failures().get(2).reason()).contains("'Two Words'");
        assertThat(plugins.names(PushScheduler.Provider.class)).contains("bubbling", "demand", "push");
        assertThatThrownBy(() -> plugins.find(PushScheduler.Provider.class, "explosive"))
                .hasMessageContaining("allowed is one of bubbling, demand, push")
                .hasMessageContaining("3 could not be loaded");
    }

    @Test
    void twoOfOneNameAreAnErrorWhenChosen() throws IOException {
        Plugins plugins = discoverWith(SecondDemand.class.getName());

        assertThatThrownBy(() -> plugins.find(PushScheduler.Provider.class, "demand"))
                .isInstanceOfSatisfying(FerryException.class,
                        error -> assertThat(error.code()).isEqualTo(ErrorCode.PLUGIN_FAILED))
                .hasMessageContaining("named 'demand'").hasMessageContaining("SecondDemand")
                .hasMessageContaining("DemandPaging");
        assertThat(plugins.find(PushScheduler.Provider.class, "push").name()).isEqualTo("push");
    }

    @Test
    void eachPluginSaysWhereItCameFrom() {
        assertThat(Plugins.discover().found()).allSatisfy(
                plugin -> assertThat(plugin.origin()).contains(switch (plugin.kind()) {
                    case STRATEGY, SCHEDULER -> "strategies";
                    case TRANSPORT -> plugin.name().equals("faulty") ? "testkit" : "transport";
                    case SWAP -> "testkit";
                    case BALLOON -> "ballooning";
                }))
                .extracting(plugin -> plugin.kind() + " " + plugin.name()).doesNotHaveDuplicates()
                .isNotEqualTo(List.of());
    }
}
