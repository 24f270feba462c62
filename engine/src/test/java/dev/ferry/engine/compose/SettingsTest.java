package dev.ferry.engine.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.BalloonController;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.swap.SwapStore;
import dev.ferry.api.transport.Transport;
import dev.ferry.ballooning.DynamicSelfBallooning;
import dev.ferry.engine.EngineSettings;
import dev.ferry.strategies.postcopy.Postcopy;
import dev.ferry.strategies.precopy.StopAndCopy;
import dev.ferry.testkit.swap.InMemorySwapStore;
import dev.ferry.transport.inmemory.InMemoryTransport;
import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.util.Modules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One key, three spellings, and an error that names key, value, what is allowed and where it was set. */
class SettingsTest {

    @TempDir
    private Path folder;

    private LayeredSettings read(Map<String, String> program, Map<String, String> environment, String file)
            throws IOException {
        Path properties = Files.writeString(folder.resolve("ferry.properties"), file);
        return LayeredSettings.read(Plugins.discover(), program, environment, properties);
    }

    @Test
    void theProgramWinsOverPropertyOverVariableOverFile() throws IOException {
        String file = "ferry.bandwidth = 1MB\n";
        Map<String, String> environment = Map.of("FERRY_BANDWIDTH", "2MB", "PATH", "/bin");

        assertThat(read(Map.of(), Map.of(), "").get(EngineSettings.BANDWIDTH)).isZero();
        assertThat(read(Map.of(), Map.of(), file).get(EngineSettings.BANDWIDTH)).isEqualTo(1_000_000);
        assertThat(read(Map.of(), environment, file).get(EngineSettings.BANDWIDTH)).isEqualTo(2_000_000);
        System.setProperty("ferry.bandwidth", "3MB");
        try {
            assertThat(read(Map.of(), environment, file).get(EngineSettings.BANDWIDTH)).isEqualTo(3_000_000);
            assertThat(
                    read(Map.of("ferry.bandwidth", "4MB"), environment, file).get(EngineSettings.BANDWIDTH))
                    .isEqualTo(4_000_000);
        } finally {
            System.clearProperty("ferry.bandwidth");
        }
    }

    @Test
    void aVariableSpellsHyphensAndDotsAsUnderscores() throws IOException {
        LayeredSettings settings = read(Map.of(), Map.of("FERRY_PRECOPY_DOWNTIME_LIMIT", "5ms"), "");

        assertThat(settings.create(MigrationStrategy.Provider.class, FerryModule.STRATEGY)).isNotNull();
        assertThatThrownBy(() -> read(Map.of(), Map.of("FERRY_PRECOPY_DOWNTIME_LIMIT", "soon"), ""))
                .isInstanceOf(FerryException.class)
                .hasMessage(
                        "ferry.precopy.downtime-limit = 'soon', set as an environment variable: allowed is "
                                + "a span of time such as 500us, 30ms, 2s or 5m");
    }

    @Test
    void aKeyOfTheProgramIsOursWhateverItBeginsWith() throws IOException {
        assertThat(read(Map.of(), Map.of(), "other.key = 1\n").get(EngineSettings.BANDWIDTH)).isZero();
        assertThatThrownBy(() -> read(Map.of("bandwidth", "1MB"), Map.of(), ""))
                .isInstanceOf(FerryException.class)
                .hasMessageStartingWith("unknown setting bandwidth = '1MB', set on the command line or by "
                        + "the program; allowed are ferry.");
    }

    @Test
    void anUnknownKeyIsNamedWithItsValueAndPlace() {
        assertThatThrownBy(() -> read(Map.of(), Map.of(), "ferry.bandwith = 1MB\nother.key = 1\n"))
                .isInstanceOfSatisfying(FerryException.class,
                        error -> assertThat(error.code()).isEqualTo(ErrorCode.INVALID_SETTING))
                .hasMessageStartingWith("unknown setting ferry.bandwith = '1MB', set in " + folder)
                .hasMessageContaining("allowed are ferry.balloon, ")
                .hasMessageContaining(", ferry.bandwidth, ");
    }

    @Test
    void aValueThatDoesNotParseIsNamedBeforeAnythingIsMade() {
        assertThatThrownBy(() -> read(Map.of("ferry.push.window", "many"), Map.of(), ""))
                .hasMessage(
                        "ferry.push.window = 'many', set on the command line or by the program: allowed is a whole number from 0 to 1024");
    }

    @Test
    void anUnknownPluginIsAnsweredWithThoseThatExist() throws IOException {
        LayeredSettings settings = read(Map.of("ferry.strategy", "teleport"), Map.of(), "");

        assertThatThrownBy(() -> Composition.of(settings)).isInstanceOfSatisfying(FerryException.class,
                error -> assertThat(error.code()).isEqualTo(ErrorCode.UNKNOWN_PLUGIN))
                .hasMessage(
                        "ferry.strategy, set on the command line or by the program: no strategy is named 'teleport', "
                                + "allowed is one of agile, hybrid, postcopy, precopy, stop-and-copy");
    }

    @Test
    void anUnknownSchedulerIsFoundBeforeAnythingMoves() throws IOException {
        LayeredSettings settings = read(Map.of("ferry.strategy", "postcopy", "ferry.scheduler", "guess"),
                Map.of(),
                "");

        assertThatThrownBy(() -> Composition.of(settings))
                .hasMessageContaining(
                        "no scheduler is named 'guess', allowed is one of bubbling, demand, push");
    }

    @Test
    void withoutASwapStoreGuestsKeepTheirPagesInMemory() throws IOException {
        assertThat(Composition.of(read(Map.of(), Map.of(), "")).swapStore()).isEmpty();
        assertThat(Composition.of(read(Map.of("ferry.swap", "none"), Map.of(), "")).swapStore()).isEmpty();
    }

    @Test
    void aSwapStoreIsOpenedByName() throws IOException {
        Composition composition = Composition
                .of(read(Map.of("ferry.swap", "inmemory", "ferry.swap.inmemory.name", "mine"), Map.of(), ""));

        try (SwapStore one = composition.swapStore().orElseThrow();
                SwapStore another = composition.swapStore().orElseThrow()) {
            assertThat(one).isInstanceOf(InMemorySwapStore.class).isNotSameAs(another);
        }
    }

    @Test
    void anUnknownSwapStoreIsFoundBeforeAnythingMoves() throws IOException {
        LayeredSettings settings = read(Map.of("ferry.swap", "drum"), Map.of(), "");

        assertThatThrownBy(() -> Composition.of(settings)).isInstanceOfSatisfying(FerryException.class,
                error -> assertThat(error.code()).isEqualTo(ErrorCode.UNKNOWN_PLUGIN))
                .hasMessageContaining("no swap store is named 'drum', allowed is one of inmemory");
    }

    @Test
    void aSwapStoreThatCannotBeOpenedSaysWhy() throws IOException {
        FerryException wrong = new FerryException(ErrorCode.INVALID_SETTING, "no such folder");
        Composition composition = Composition.of(read(Map.of(), Map.of(), ""), new AbstractModule() {
            @Override
            protected void configure() {
                bind(SwapStore.class).toProvider(() -> {
                    throw wrong;
                });
            }
        });

        assertThatThrownBy(composition::swapStore).isSameAs(wrong);
    }

    @Test
    void aSwapStoreHandedOverByHandIsTheOne() throws IOException {
        SwapStore byHand = new InMemorySwapStore("by hand");
        Composition composition = Composition.of(read(Map.of(), Map.of(), ""), new AbstractModule() {
            @Override
            protected void configure() {
                bind(SwapStore.class).toInstance(byHand);
            }
        });

        assertThat(composition.swapStore()).containsSame(byHand);
    }

    @Test
    void withoutABalloonControllerNobodyInflatesBalloons() throws IOException {
        assertThat(Composition.of(read(Map.of(), Map.of(), "")).balloonController()).isEmpty();
        assertThat(Composition.of(read(Map.of("ferry.balloon", "none"), Map.of(), "")).balloonController())
                .isEmpty();
    }

    @Test
    void aBalloonControllerIsMadeByName() throws IOException {
        Composition composition = Composition
                .of(read(Map.of("ferry.balloon", "dsb", "ferry.balloon.interval", "1s"), Map.of(), ""));

        assertThat(composition.balloonController()).containsInstanceOf(DynamicSelfBallooning.class)
                .containsSame(composition.balloonController().orElseThrow());
    }

    @Test
    void aBalloonControllerIsJudgedBeforeAnythingMoves() throws IOException {
        assertThatThrownBy(() -> Composition.of(read(Map.of("ferry.balloon", "zeppelin"), Map.of(), "")))
                .isInstanceOfSatisfying(FerryException.class,
                        error -> assertThat(error.code()).isEqualTo(ErrorCode.UNKNOWN_PLUGIN))
                .hasMessageContaining(
                        "no balloon controller is named 'zeppelin', allowed is one of dsb");
        assertThatThrownBy(() -> Composition
                .of(read(Map.of("ferry.balloon", "dsb", "ferry.balloon.fill", "100"), Map.of(), "")))
                .isInstanceOfSatisfying(FerryException.class,
                        error -> assertThat(error.code()).isEqualTo(ErrorCode.INVALID_SETTING))
                .hasMessageContaining("ferry.balloon.fill").hasMessageContaining("from 1 to 99");
    }

    @Test
    void aBalloonControllerHandedOverByHandIsTheOne() throws IOException {
        BalloonController byHand = (_, _) -> {
            throw new IllegalStateException("nobody has a balloon");
        };
        Composition composition = Composition.of(read(Map.of(), Map.of(), ""), new AbstractModule() {
            @Override
            protected void configure() {
                bind(BalloonController.class).toInstance(byHand);
            }
        });

        assertThat(composition.balloonController()).containsSame(byHand);
    }

    @Test
    void guiceInjectsWhatTheSettingsChoose() throws IOException {
        Injector injector = Guice.createInjector(new FerryModule(
                read(Map.of("ferry.strategy", "postcopy", "ferry.transport", "inmemory"), Map.of(), "")));

        assertThat(injector.getInstance(MigrationStrategy.class)).isInstanceOf(Postcopy.class)
                .isNotSameAs(injector.getInstance(MigrationStrategy.class));
        assertThat(injector.getInstance(Transport.class)).isInstanceOf(InMemoryTransport.class);
        assertThat(injector.getInstance(PushScheduler.class).getClass().getSimpleName())
                .isEqualTo("Bubbling");
        assertThat(injector.getInstance(Composition.class)).isNotNull();
    }

    @Test
    void aBindingByHandReplacesAChoice() throws IOException {
        StopAndCopy byHand = new StopAndCopy();
        Injector injector = Guice
                .createInjector(Modules.override(new FerryModule(read(Map.of(), Map.of(), "")))
                        .with(new AbstractModule() {
                            @Override
                            protected void configure() {
                                bind(MigrationStrategy.class).toInstance(byHand);
                            }
                        }));

        assertThat(injector.getInstance(MigrationStrategy.class)).isSameAs(byHand);
    }
}
