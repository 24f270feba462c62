package dev.ferry.simulator.paper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvidenceTest {

    @ParameterizedTest
    @CsvSource({"0,0.000", "0.0314,0.031", "-1.4567,-1.46", "23.24,23.2", "150.4,150", "'40321.4','40,321'"})
    void writesNumbersForPeople(double value, String written) {
        assertThat(Evidence.number(value)).isEqualTo(written);
    }

    @Test
    void tellsLeastAndLargest() {
        assertThat(Evidence.range(new double[]{3, 1, 2}, "s", List.of("8 MB", "16 MB", "32 MB")))
                .isEqualTo("1.00 s (16 MB) to 3.00 s (8 MB)");
        assertThat(Evidence.range(new double[]{1, 1.001}, "s", List.of("8 MB", "16 MB")))
                .isEqualTo("1.00 s with each");
    }
}
