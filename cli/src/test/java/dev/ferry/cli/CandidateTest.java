package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ferry.engine.compose.Plugins;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CandidateTest {

    private static final Map<String, String> COMMON = Map.of("ferry.transport", "inmemory");

    @Test
    void isAStrategy() {
        assertThat(Candidate.parse("precopy"))
                .isEqualTo(new Candidate("precopy", Map.of("ferry.strategy", "precopy")));
    }

    @Test
    void isAStrategyWithItsSchedulerAndSettings() {
        Candidate candidate = Candidate.parse(" postcopy:push  ferry.push.batch=64KiB ferry.push.window=2 ");

        assertThat(candidate.name()).isEqualTo("postcopy:push push.batch=64KiB push.window=2");
        assertThat(candidate.settings()).containsExactly(Map.entry("ferry.push.batch", "64KiB"),
                Map.entry("ferry.push.window", "2"), Map.entry("ferry.scheduler", "push"),
                Map.entry("ferry.strategy", "postcopy"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            precopy ferry.precopy.max-rounds=3                  | precopy max-rounds=3
            postcopy:my.order ferry.scheduler.my.order.step=1   | postcopy:my.order step=1
            postcopy ferry.scheduler.bubbling.step=1            | postcopy scheduler.bubbling.step=1
            """)
    void isCalledAsBrieflyAsItCanBe(String text, String name) {
        assertThat(Candidate.parse(text).name()).isEqualTo(name);
    }

    @Test
    void keepsWhatFollowsTheFirstEqualsSign() {
        assertThat(Candidate.parse("precopy ferry.x=a=b").settings()).containsEntry("ferry.x", "a=b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":push", "postcopy:", "postcopy:push:more", "ferry.strategy=precopy",
            "postcopy push", "postcopy =push", "postcopy ferry.push.window=1 ferry.push.window=2",
            "postcopy:push ferry.scheduler=demand"})
    void refusesWhatIsNoneAndNamesIt(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Candidate.parse(text))
                .withMessageStartingWith("candidate '" + text + "': ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nope                             | allowed is one of
            postcopy:nope                    | allowed is one of
            stop-and-copy:push               | strategy stop-and-copy takes no scheduler
            postcopy ferry.nope=1            | unknown setting ferry.nope = '1'
            postcopy ferry.push.window=wide  | ferry.push.window = 'wide'
            postcopy ferry.transport=pigeon  | allowed is one of inmemory, tcp
            """)
    void refusesWhatCannotBeComposed(String text, String explanation) {
        Candidate candidate = Candidate.parse(text);

        assertThatIllegalArgumentException().isThrownBy(() -> candidate.check(Plugins.discover(), COMMON))
                .withMessageStartingWith("candidate '" + candidate.name() + "': ")
                .withMessageContaining(explanation);
    }

    @Test
    void listensWhereItsTransportCan() {
        assertThat(Candidate.parse("precopy").address(COMMON)).isEqualTo("ferry-compare");
        assertThat(Candidate.parse("precopy ferry.transport=tcp").address(COMMON)).isEqualTo("127.0.0.1:0");
    }
}
