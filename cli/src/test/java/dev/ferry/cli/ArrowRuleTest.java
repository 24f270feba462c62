package dev.ferry.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrow rule: plugins know {@code api}, never {@code engine}; {@code engine} knows no plugin. */
class ArrowRuleTest {

    private static final String[] PLUGINS = {"dev.ferry.strategies..", "dev.ferry.transport..",
            "dev.ferry.testkit..", "dev.ferry.workload..", "dev.ferry.memory..", "dev.ferry.guest..",
            "dev.ferry.paging..", "dev.ferry.swap..", "dev.ferry.ballooning.."};
    /** Runs whole migrations in tests: it is a user of both. */
    private static final String MIGRATIONS_KIT = "dev.ferry.testkit.migration..";

    private static final JavaClasses FERRY = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.ferry");

    @Test
    void pluginsDoNotKnowTheEngine() {
        noClasses().that().resideInAnyPackage(PLUGINS).and().resideOutsideOfPackage(MIGRATIONS_KIT).should()
                .dependOnClassesThat()
                .resideInAPackage("dev.ferry.engine..").check(FERRY);
    }

    @Test
    void theEngineKnowsNoPlugin() {
        noClasses().that().resideInAPackage("dev.ferry.engine..").should().dependOnClassesThat()
                .resideInAnyPackage(PLUGINS).check(FERRY);
    }

    @Test
    void thePagerKnowsTheApiOnly() {
        noClasses().that().resideInAPackage("dev.ferry.paging..").should().dependOnClassesThat(
                resideInAPackage("dev.ferry..")
                        .and(resideOutsideOfPackages("dev.ferry.api..", "dev.ferry.paging..")))
                .check(FERRY);
    }

    @Test
    void ballooningKnowsTheApiOnly() {
        noClasses().that().resideInAPackage("dev.ferry.ballooning..").should().dependOnClassesThat(
                resideInAPackage("dev.ferry..")
                        .and(resideOutsideOfPackages("dev.ferry.api..", "dev.ferry.ballooning..")))
                .check(FERRY);
    }

    @Test
    void theSimulatorFindsStrategiesByName() {
        noClasses().that().resideInAPackage("dev.ferry.simulator..").should().dependOnClassesThat()
                .resideInAnyPackage("dev.ferry.strategies..", "dev.ferry.transport..", "dev.ferry.testkit..",
                        "dev.ferry.memory..", "dev.ferry.guest..", "dev.ferry.swap..")
                .check(FERRY);
    }

    @Test
    void nothingButTheCommandKnowsTheSimulator() {
        noClasses().that().resideOutsideOfPackages("dev.ferry.simulator..", "dev.ferry.cli..").should()
                .dependOnClassesThat().resideInAPackage("dev.ferry.simulator..").check(FERRY);
    }

    @Test
    void theApiKnowsNothingButTheJdk() {
        classes().that().resideInAPackage("dev.ferry.api..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("dev.ferry.api..", "java..", "org.jspecify..").check(FERRY);
    }

    @Test
    void handoverKnowsNoThreadClockOrChannel() {
        noClasses().that().resideInAPackage("dev.ferry.engine.handover..").should().dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio..", "java.time..", "java.util.concurrent.locks..",
                        "dev.ferry.engine.wire..")
                .check(FERRY);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.ferry.(**)").should().beFreeOfCycles().check(FERRY);
    }
}
