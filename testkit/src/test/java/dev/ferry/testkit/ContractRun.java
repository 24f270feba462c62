package dev.ferry.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs contract tests on what they are to judge, and tells which found it wrong. */
public final class ContractRun {

    private ContractRun() {}

    /** The tests of a class that fail. */
    public static List<String> failures(Class<?> contractTest) {
        return failures(selectClass(contractTest));
    }

    /** The one test, if it fails; so that a mutant on which much would hang hangs once. */
    public static List<String> failures(Class<?> contractTest, String test) {
        return failures(selectMethod(contractTest, test));
    }

    private static List<String> failures(DiscoverySelector selector) {
        var tests = EngineTestKit.engine("junit-jupiter").selectors(selector).execute().testEvents();
        if (tests.started().count() == 0) {
            throw new AssertionError("no test found by " + selector);
        }
        return tests.failed().map(Event::getTestDescriptor)
                .map(test -> test.getDisplayName().replace("()", "")).toList();
    }
}
