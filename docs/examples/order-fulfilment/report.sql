-- How long orders take: from Zeebe's own records of instances and variables, one in each row of history.record.
-- A record may be there twice; its place in Zeebe's log says so.
CREATE VIEW said AS
SELECT record ->> '$.partitionId' AS partition,
                record ->> '$.position' AS position,
                record ->> '$.timestamp' AS at,
                record ->> '$.valueType' AS type,
                record ->> '$.intent' AS intent,
                record -> '$.value' AS value
FROM history
GROUP BY partition, position;

-- An instance and its times, in seconds. It began when its process was activated.
CREATE VIEW took AS
SELECT value ->> '$.processInstanceKey' AS instance,
       (max(at) FILTER (WHERE intent = 'ELEMENT_COMPLETED') -
        min(at) FILTER (WHERE intent = 'ELEMENT_ACTIVATED')) / 1000.0 AS seconds
FROM said
WHERE type = 'PROCESS_INSTANCE' AND value ->> '$.bpmnElementType' = 'PROCESS'
GROUP BY instance;

-- The order of an instance, as it was when it began.
CREATE VIEW ordered AS
SELECT value ->> '$.processInstanceKey' AS instance, json(value ->> '$.value') ->> '$.country' AS country
FROM said
WHERE type = 'VARIABLE' AND value ->> '$.name' = 'order' AND intent = 'CREATED'
GROUP BY instance;

-- How often its time limits passed.
CREATE VIEW hurried AS
SELECT value ->> '$.processInstanceKey' AS instance, count(*) AS times
FROM said
WHERE type = 'PROCESS_INSTANCE' AND intent = 'ELEMENT_COMPLETED'
  AND value ->> '$.elementId' IN ('goods-late', 'parcel-late')
GROUP BY instance;

-- Promised is delivery within four seconds. The workflow has two limits of its own, as long each: one for the goods, one for the parcel.
SELECT country,
       count(*) AS orders,
       count(seconds) AS delivered,
       round(avg(seconds), 1) AS mean_s,
       round(max(seconds), 1) AS longest_s,
       sum(coalesce(seconds > 4, 0)) AS over_4_s,
       sum(coalesce(times, 0)) AS limits_over
FROM took JOIN ordered USING (instance) LEFT JOIN hurried USING (instance)
GROUP BY country
ORDER BY country;
