package dev.ferry.api.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PageRunTest {

    @Test
    void endsBeforeItsEnd() {
        PageRun run = PageRun.between(3, 5);

        assertThat(run).isEqualTo(new PageRun(3, 2));
        assertThat(run.end()).isEqualTo(5);
        assertThat(run.contains(2)).isFalse();
        assertThat(run.contains(3)).isTrue();
        assertThat(run.contains(4)).isTrue();
        assertThat(run.contains(5)).isFalse();
    }

    @Test
    void refusesRunsOfNoPages() {
        assertThatThrownBy(() -> new PageRun(3, 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("first 3, count 0");
        assertThatThrownBy(() -> new PageRun(-1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PageRun(1, Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }
}
