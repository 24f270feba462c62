package dev.ferry.strategies.postcopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.testkit.strategy.PushSchedulerContractTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BubblingTest extends PushSchedulerContractTest {

    @Override
    protected PushScheduler scheduler() {
        return new Bubbling();
    }

    private static PushScheduler create(Map<String, String> texts) {
        return new Bubbling.Provider().create(new FixedSettings(texts));
    }

    @Test
    void isDualWithSevenPivotsUnlessSet() {
        assertThat(create(Map.of())).hasToString(new Bubbling().toString())
                .hasToString(
                        "bubbling with 7 pivots, DUAL, steps of " + Bubbling.DEFAULT_STEP_PAGES + " pages");
    }

    @Test
    void isWhatItsSettingsSay() {
        assertThat(create(Map.of("ferry.scheduler.bubbling.pivots", "1",
                "ferry.scheduler.bubbling.direction", "backward", "ferry.scheduler.bubbling.step", "3")))
                .hasToString("bubbling with 1 pivots, BACKWARD, steps of 3 pages");
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create(Map.of("ferry.scheduler.bubbling.pivots", "0")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create(Map.of("ferry.scheduler.bubbling.direction", "sideways")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create(Map.of("ferry.scheduler.bubbling.step", "0")));
        assertThatIllegalArgumentException().isThrownBy(() -> new Bubbling(0, BubbleDirection.DUAL, 1))
                .withMessageContaining("at least 1");
    }
}
