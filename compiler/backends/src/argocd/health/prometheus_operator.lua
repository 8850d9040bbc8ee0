local health = { status = "Progressing", message = "The operator has not said anything yet" }
if obj.status == nil or obj.status.conditions == nil then
  return health
end
for _, condition in ipairs(obj.status.conditions) do
  local seen = condition.observedGeneration
  if condition.type == "Available" and (seen == nil or seen == obj.metadata.generation) then
    health.message = condition.message or condition.reason or ""
    if condition.status == "True" then
      health.status = "Healthy"
    elseif condition.reason ~= "SomePodsNotReady" then
      health.status = "Degraded"
    end
  end
end
return health
