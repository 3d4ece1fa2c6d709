package dev.stayer.batch;

import dev.stayer.engine.Executions;
import io.micrometer.observation.ObservationRegistry;
import javax.sql.DataSource;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.dao.JacksonExecutionContextStringSerializer;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/** The beans of Spring Batch that an owner needs, and what the engine has of them. */
@Configuration(proxyBeanMethods = false)
public class BatchConfiguration {
    @Bean
    JobRepository jobRepository(DataSource dataSource, PlatformTransactionManager transactions) throws Exception {
        PlainRepository factory = new PlainRepository();
        factory.setDataSource(dataSource);
        factory.setTransactionManager(transactions);
        factory.setIsolationLevelForCreate("ISOLATION_READ_COMMITTED");
        factory.setSerializer(new JacksonExecutionContextStringSerializer());
        factory.afterPropertiesSet();
        return factory.repository();
    }

    @Bean
    ObservationRegistry observations() {
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new MetersInUse());
        return observations;
    }

    @Bean
    Executions.Source executions(JobRepository repository, ObservationRegistry observations) {
        return database -> new BatchExecutions(repository, database, observations);
    }

    /** Gives the repository without its transaction proxy: every write already runs in a fenced transaction of ours. */
    private static final class PlainRepository extends JdbcJobRepositoryFactoryBean {
        JobRepository repository() throws Exception {
            return (JobRepository) getTarget();
        }
    }
}
