package dev.ferry.memory.linux;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For tests that trap or log memory; they are skipped with the reason where this machine does not let them. */
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsUserfaultfd.Condition.class)
public @interface NeedsUserfaultfd {

    /** Asks the platform itself. */
    class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return LinuxSupport.missing().map(ConditionEvaluationResult::disabled)
                    .orElseGet(() -> ConditionEvaluationResult.enabled("userfaultfd is there"));
        }
    }
}
