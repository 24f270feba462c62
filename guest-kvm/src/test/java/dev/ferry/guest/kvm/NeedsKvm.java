package dev.ferry.guest.kvm;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For tests that run a guest; where KVM cannot, they are skipped with the reason. */
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsKvm.Condition.class)
@interface NeedsKvm {

    /** Asks the platform. */
    final class Condition implements ExecutionCondition {

        private static final Optional<String> UNAVAILABLE = new KvmGuestPlatform().unavailable();

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return UNAVAILABLE.map(ConditionEvaluationResult::disabled)
                    .orElseGet(() -> ConditionEvaluationResult.enabled("KVM guests run here"));
        }
    }
}
